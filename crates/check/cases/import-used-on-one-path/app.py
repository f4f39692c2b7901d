"""Answers most events without the table that a few want."""

import pandas as pd


def handler(event, context):
    rows = event["rows"]
    if event.get("report"):
        frame = pd.DataFrame(rows)
        return {name: float(value) for name, value in frame.groupby("month")["total"].sum().items()}
    return len(rows)
