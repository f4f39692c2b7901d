"""What was sold in a month, from the export that the shop writes every night."""

import io
import os

import boto3
import numpy as np
import pandas as pd


def sales(year):
    """Returns the sales of a year as a table."""
    s3 = boto3.client("s3")
    found = s3.get_object(Bucket=os.environ["REPORTS_BUCKET"], Key=f"sales/{year}.csv")
    return pd.read_csv(io.BytesIO(found["Body"].read()), parse_dates=["ordered_at"])


def revenue_by_week(table):
    """Returns revenue by week, without what came back."""
    kept = table[~table["returned"]]
    weeks = kept.set_index("ordered_at")["revenue"].resample("W-MON").sum()
    return {f"{when:%G-W%V}": round(float(value), 2) for when, value in weeks.items()}


def best_articles(table):
    """Returns the ten articles that brought most."""
    revenue = {}
    for _, row in table.iterrows():
        revenue[row["sku"]] = revenue.get(row["sku"], 0.0) + row["revenue"]
    best = sorted(revenue.items(), key=lambda item: (-item[1], item[0]))[:10]
    return {sku: round(float(value), 2) for sku, value in best}


def monthly(month):
    """Returns the figures of a month."""
    table = sales(month[:4])
    table["revenue"] = table["quantity"] * table["price"] * (1 - table["discount"])
    table = table[table["ordered_at"].dt.strftime("%Y-%m") == month]
    countries = table.groupby("country")["revenue"].agg(["sum", "mean", "count"]).round(2)
    return {
        "month": month,
        "orders": int(table["order"].nunique()),
        "revenue": round(float(table["revenue"].sum()), 2),
        "weeks": revenue_by_week(table),
        "countries": countries.to_dict("index"),
        "best": best_articles(table),
    }
