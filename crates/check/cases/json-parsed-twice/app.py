"""Checks an order and prices it."""

import json


def handler(event, context):
    if not json.loads(event["body"])["lines"]:
        return {"statusCode": 400}
    lines = json.loads(event["body"])["lines"]
    return {"statusCode": 200, "total": sum(line["price"] for line in lines)}
