"""Adds up an order."""

import json
from decimal import Decimal

VAT = Decimal("0.19")


def handler(event, context):
    net = sum(Decimal(line["price"]) * line["quantity"] for line in event["lines"])
    return json.loads(json.dumps({"net": str(net), "gross": str(net * (1 + VAT))}))
