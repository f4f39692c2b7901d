"""Reads the articles of an order, one after another."""

import boto3

table = boto3.resource("dynamodb").Table("articles")


def handler(event, context):
    names = []
    for sku in event["skus"]:
        item = table.get_item(Key={"sku": sku}).get("Item")
        if item is not None:
            names.append(item["name"])
    return names
