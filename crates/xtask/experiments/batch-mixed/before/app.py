"""Adds up the articles of a basket that are left, one after the other."""

import boto3

client = boto3.client("dynamodb")


def handler(event, context):
    total = 0
    for sku in event["skus"]:
        answer = client.get_item(TableName="articles", Key={"sku": {"S": sku}})
        total += float(answer["Item"]["price"]["N"])
    left = []
    for sku in event["skus"]:
        answer = client.get_item(TableName="stock", Key={"sku": {"S": sku}})
        left.append(int(answer["Item"]["left"]["N"]))
    return total * min(left)
