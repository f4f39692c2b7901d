"""Values a basket: looks up its articles in DynamoDB, and asks what shipping is free from."""

import json
import os
from decimal import ROUND_HALF_UP, Decimal

import boto3

TABLE = os.environ.get("ARTICLES_TABLE", "articles")
FREE_SHIPPING_FROM = os.environ.get("FREE_SHIPPING_PARAMETER", "/shop/free-shipping-from")
SHIPPING = Decimal("4.90")
CENT = Decimal("0.01")

table = boto3.resource("dynamodb").Table(TABLE)


class Refusal(Exception):
    """A basket that cannot be valued; the text is for the customer."""


def free_shipping_from():
    """Returns the value of a basket from which shipping is free, as marketing set it."""
    parameters = boto3.client("ssm")
    answer = parameters.get_parameter(Name=FREE_SHIPPING_FROM)
    return Decimal(answer["Parameter"]["Value"])


def articles(skus):
    """Returns the articles by their numbers."""
    found = {}
    for sku in skus:
        item = table.get_item(Key={"sku": sku}).get("Item")
        if item is None:
            raise Refusal(f"there is no article {sku}")
        found[sku] = item
    return found


def value(lines, found):
    """Returns what the lines cost together."""
    total = Decimal(0)
    for line in lines:
        article = found[line["sku"]]
        quantity = int(line.get("quantity", 1))
        if quantity > article["stock"]:
            raise Refusal(f"{article['name']}: {article['stock']} are left")
        total += article["price"] * quantity
    return total.quantize(CENT, rounding=ROUND_HALF_UP)


def handler(event, context):
    """Answers an HTTP request whose body has the `lines` of a basket."""
    lines = json.loads(event.get("body") or "{}").get("lines", [])
    try:
        total = value(lines, articles(line["sku"] for line in lines))
        shipping = Decimal(0) if total >= free_shipping_from() else SHIPPING
        answer = {"goods": str(total), "shipping": str(shipping), "total": str(total + shipping)}
        status = 200
    except Refusal as refusal:
        answer, status = {"error": str(refusal)}, 422
    print(json.dumps({"basket": len(lines), "status": status}))
    return {"statusCode": status, "body": json.dumps(answer)}
