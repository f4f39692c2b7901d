"""Articles, baskets and orders in DynamoDB."""

import os
from datetime import datetime, timezone

import boto3
from boto3.dynamodb.conditions import Key


def find_basket(number):
    """Returns a basket, or none."""
    table = boto3.resource("dynamodb").Table(os.environ["BASKETS_TABLE"])
    return table.get_item(Key={"number": number}).get("Item")


def find_articles(lines):
    """Returns the articles of lines, by their numbers."""
    table = boto3.resource("dynamodb").Table(os.environ["ARTICLES_TABLE"])
    articles = {}
    for line in lines:
        articles[line["sku"]] = table.get_item(Key={"sku": line["sku"]})["Item"]
    return articles


def place(order, total, coupon):
    """Writes an order."""
    table = boto3.resource("dynamodb").Table(os.environ["ORDERS_TABLE"])
    table.put_item(
        Item={
            "number": order.number,
            "customer": order.customer,
            "placed_at": datetime.now(timezone.utc).isoformat(),
            "total": total,
            "coupon": coupon,
            "lines": [line.model_dump() for line in order.lines],
        }
    )


def find_order(number):
    """Returns an order as it is shown, or none."""
    table = boto3.resource("dynamodb").Table(os.environ["ORDERS_TABLE"])
    order = table.get_item(Key={"number": number}).get("Item")
    return None if order is None else shown(order)


def orders_of(customer):
    """Returns a customer's orders, by number."""
    table = boto3.resource("dynamodb").Table(os.environ["ORDERS_TABLE"])
    found = table.query(IndexName="customer", KeyConditionExpression=Key("customer").eq(customer))
    return sorted((shown(order) for order in found["Items"]), key=lambda order: order["number"])


def shown(order):
    """Returns an order in types that JSON has."""
    return {
        "number": order["number"],
        "customer": order["customer"],
        "placed_at": order["placed_at"],
        "total": str(order["total"]),
        "lines": [
            {"sku": line["sku"], "quantity": int(line["quantity"])} for line in order["lines"]
        ],
    }
