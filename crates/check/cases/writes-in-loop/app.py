"""Keeps the lines of an order, and says how many there are then."""

import boto3

table = boto3.resource("dynamodb").Table("lines")


def handler(event, context):
    order = event["order"]
    for line in event["lines"]:
        table.put_item(Item={"id": f"{order}-{line['number']}", "name": line["name"]})
    kept = [table.get_item(Key={"id": f"{order}-{line['number']}"}) for line in event["lines"][:2]]
    return [answer["Item"]["name"] for answer in kept]
