"""Makes a page of three things, none of which needs another."""

import boto3

dynamodb = boto3.client("dynamodb")
s3 = boto3.client("s3")


def handler(event, context):
    sku = event["sku"]
    article = dynamodb.get_item(TableName="articles", Key={"sku": {"S": sku}})
    stock = dynamodb.get_item(TableName="stock", Key={"sku": {"S": sku}})
    text = s3.get_object(Bucket="documents", Key="letter-1")
    return [article["Item"]["name"], stock.get("Item"), text["Body"].read().decode()]
