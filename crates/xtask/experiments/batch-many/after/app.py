"""Looks up what is left of the articles of a basket, all at once."""

import boto3

client = boto3.client("dynamodb")


def handler(event, context):
    keys = [{"sku": {"S": sku}} for sku in event["skus"]]
    answer = client.batch_get_item(RequestItems={"stock": {"Keys": keys}})
    return min(int(item["left"]["N"]) for item in answer["Responses"]["stock"])
