"""Figures of one month, in the time zone of whoever reads them."""

import pandas as pd

RATES = {"EUR": 1.0, "CHF": 0.94, "USD": 1.08}


class Empty(Exception):
    """A month without orders; the text says which."""


def of_month(sales, month, zone):
    """Returns the orders of a month that begins and ends at midnight in the zone."""
    local = sales.assign(local=sales["ordered_at"].dt.tz_convert(zone))
    begin = pd.Timestamp(f"{month}-01", tz=zone)
    end = begin + pd.offsets.MonthBegin(1)
    found = local[(local["local"] >= begin) & (local["local"] < end)]
    if found.empty:
        raise Empty(f"no orders from {begin:%Y-%m-%d} to {end:%Y-%m-%d}")
    return found


def best(sales, by, n=5):
    """Returns the best of a column by revenue."""
    grouped = sales.groupby(by, observed=True)["revenue"].agg(["sum", "count", "mean"])
    return grouped.sort_values("sum", ascending=False).head(n).round(2)


def by_week(sales):
    """Returns revenue by week, with how it changed."""
    weeks = sales.set_index("local")["revenue"].resample("W-MON").sum()
    change = weeks.pct_change().fillna(0.0)
    return [
        {"week": f"{when:%G-W%V}", "revenue": round(value, 2), "change": round(change[when], 4)}
        for when, value in weeks.items()
    ]


def returns_by_country(sales):
    """Returns the share of returned lines, category by country."""
    shares = sales.pivot_table(
        index="category", columns="country", values="returned", aggfunc="mean", observed=True
    )
    return shares.round(3).fillna(0.0).to_dict("index")


def summary(sales, month, zone, currency):
    """Returns all figures of a month, and the text of the mail."""
    found = of_month(sales, month, zone)
    found = found.assign(revenue=found["revenue"] * RATES[currency])
    categories = best(found, "category")
    return {
        "month": month,
        "timezone": zone,
        "orders": int(found["order_id"].nunique()),
        "revenue": round(float(found["revenue"].sum()), 2),
        "median_order": round(float(found.groupby("order_id")["revenue"].sum().median()), 2),
        "weeks": by_week(found),
        "returned": returns_by_country(found),
        "best": best(found, "sku")["sum"].to_dict(),
        "mail": categories.to_markdown(floatfmt=".2f"),
    }
