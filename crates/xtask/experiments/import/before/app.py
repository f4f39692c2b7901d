"""Adds up an order; pandas was needed once."""

import json
from decimal import Decimal

import pandas as pd

VAT = Decimal("0.19")


def table(lines):
    return pd.DataFrame(lines)


def handler(event, context):
    net = sum(Decimal(line["price"]) * line["quantity"] for line in event["lines"])
    return json.loads(json.dumps({"net": str(net), "gross": str(net * (1 + VAT))}))
