"""Quotes a price for an order: volume discounts, shipping by weight, and value added tax."""

import base64
import json
import logging
import os
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

logger = logging.getLogger(__name__)
logger.setLevel(os.environ.get("LOG_LEVEL", "INFO"))

HOME_COUNTRY = os.environ.get("HOME_COUNTRY", "DE")
CENT = Decimal("0.01")

# Price of one and weight of one in grams, by article.
CATALOGUE = {
    "beans-250": (Decimal("7.90"), 260),
    "beans-1000": (Decimal("27.50"), 1030),
    "grinder": (Decimal("89.00"), 1900),
    "filter-100": (Decimal("3.20"), 110),
}

# Least number of one article, and the discount it earns.
DISCOUNTS = [(50, Decimal("0.15")), (10, Decimal("0.05")), (1, Decimal(0))]

# Most grams, and what shipping them costs at home; abroad it is twice that.
SHIPPING = [(1000, Decimal("3.90")), (5000, Decimal("6.90")), (31500, Decimal("16.90"))]

VAT = {"AT": Decimal("0.20"), "DE": Decimal("0.19"), "FR": Decimal("0.20"), "NL": Decimal("0.21")}


class Refusal(Exception):
    """An order that cannot be quoted; the text is for the customer."""


@dataclass(frozen=True)
class Line:
    """One article of an order."""

    article: str
    quantity: int

    @classmethod
    def read(cls, item):
        """Accepts an item of the request."""
        article, quantity = item.get("article"), item.get("quantity", 1)
        if article not in CATALOGUE:
            raise Refusal(f"there is no article {article!r}")
        if not isinstance(quantity, int) or quantity < 1:
            raise Refusal(f"{article}: quantity {quantity!r} is no whole number from 1")
        return cls(article, quantity)

    @property
    def price(self):
        """What the line costs, its discount taken off."""
        each, _ = CATALOGUE[self.article]
        discount = next(part for least, part in DISCOUNTS if self.quantity >= least)
        return cents(each * self.quantity * (1 - discount))

    @property
    def grams(self):
        """What the line weighs."""
        return CATALOGUE[self.article][1] * self.quantity


def cents(amount):
    """Rounds to whole cents, as invoices do."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def shipping(grams, country):
    """What sending a parcel costs."""
    for most, price in SHIPPING:
        if grams <= most:
            return price if country == HOME_COUNTRY else 2 * price
    raise Refusal(f"{grams / 1000:.1f} kg is too heavy for one parcel")


def quote(order):
    """Returns what an order costs, item by item."""
    country = order.get("country", HOME_COUNTRY)
    if country not in VAT:
        raise Refusal(f"no delivery to {country!r}")
    lines = [Line.read(item) for item in order.get("items", [])]
    if not lines:
        raise Refusal("the order is empty")
    net = sum((line.price for line in lines), Decimal(0))
    net += shipping(sum(line.grams for line in lines), country)
    tax = cents(net * VAT[country])
    return {
        "lines": [{"article": line.article, "price": str(line.price)} for line in lines],
        "net": str(net),
        "tax": str(tax),
        "total": str(net + tax),
    }


def handler(event, context):
    """Answers an HTTP request whose body is an order."""
    body = event.get("body") or "{}"
    if event.get("isBase64Encoded"):
        body = base64.b64decode(body)
    try:
        answer, status = quote(json.loads(body)), 200
        logger.info("quoted %s in request %s", answer["total"], context.aws_request_id)
    except (Refusal, json.JSONDecodeError) as refusal:
        answer, status = {"error": str(refusal)}, 422
        logger.warning("refused: %s", refusal)
    return {
        "statusCode": status,
        "headers": {"content-type": "application/json"},
        "body": json.dumps(answer),
    }
