"""Reports what a shop sold: totals by month or by article, as a table or as a chart."""

import base64
import io
import os

import matplotlib.pyplot as plt
import pandas as pd

SALES = os.path.join(os.path.dirname(__file__), "sales.csv")
VAT = float(os.environ.get("VAT", "0.19"))


def load(path=SALES):
    """Returns the sales, one row per line of an invoice."""
    sales = pd.read_csv(path, parse_dates=["date"])
    sales["net"] = sales["price"] * sales["quantity"] * (1 - sales["discount"])
    sales["gross"] = (sales["net"] * (1 + VAT)).round(2)
    return sales


def between(sales, since, until):
    """Keeps the sales of a period, both days included."""
    if since:
        sales = sales[sales["date"] >= pd.Timestamp(since)]
    if until:
        sales = sales[sales["date"] <= pd.Timestamp(until)]
    return sales


def by_month(sales):
    """Sums up the months, with the growth over the month before."""
    months = sales.groupby(sales["date"].dt.to_period("M"))
    table = months.agg(orders=("invoice", "nunique"), net=("net", "sum"), gross=("gross", "sum"))
    table["growth"] = table["net"].pct_change().round(3)
    table.index = table.index.astype(str)
    return table.round(2)


def by_article(sales, most):
    """Sums up the articles that sold best, with their share of all that was sold."""
    articles = sales.groupby("article").agg(quantity=("quantity", "sum"), net=("net", "sum"))
    articles["share"] = (articles["net"] / articles["net"].sum()).round(3)
    return articles.sort_values("net", ascending=False).head(most).round(2)


def rows(table):
    """Returns a table as JSON has it, what is not known as null."""
    table = table.reset_index()
    table = table.astype(object).where(table.notna(), None)
    return table.to_dict(orient="records")


def chart(table, column):
    """Draws a column as bars; returns a PNG as text."""
    figure, axes = plt.subplots(figsize=(6, 3), dpi=80)
    axes.bar(table.index, table[column])
    axes.set_ylabel(column)
    figure.autofmt_xdate()
    file = io.BytesIO()
    figure.savefig(file, format="png")
    plt.close(figure)
    return base64.b64encode(file.getvalue()).decode()


def handler(event, context):
    """Answers `{"report": "months" | "articles", "since", "until", "most", "as"}`."""
    sales = between(load(), event.get("since"), event.get("until"))
    if event.get("report") == "articles":
        table = by_article(sales, event.get("most", 5))
    else:
        table = by_month(sales)
    if event.get("as") == "chart":
        return {"png": chart(table, "net")}
    return {"rows": rows(table), "total": round(float(sales["gross"].sum()), 2)}
