"""Looks up the articles of a basket, all at once."""

import boto3

client = boto3.client("dynamodb")


def handler(event, context):
    keys = [{"sku": {"S": sku}} for sku in event["skus"]]
    answer = client.batch_get_item(RequestItems={"articles": {"Keys": keys}})
    articles = answer["Responses"]["articles"]
    return sum(float(article["price"]["N"]) for article in articles)
