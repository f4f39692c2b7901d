"""Reads an article by a resource of its own."""

import boto3


def handler(event, context):
    table = boto3.resource("dynamodb").Table("articles")
    item = table.get_item(Key={"sku": event["sku"]}).get("Item")
    return None if item is None else {"name": item["name"], "price": int(item["price"])}
