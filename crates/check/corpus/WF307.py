# === the first thousand only
import boto3

s3 = boto3.client("s3")


def handler(event, context):
    found = s3.list_objects_v2(Bucket="b", Prefix=event["prefix"])  # WF307
    return [each["Key"] for each in found.get("Contents", [])]
# === the first megabyte only
import boto3
from boto3.dynamodb.conditions import Key

table = boto3.resource("dynamodb").Table("orders")


def orders(customer):
    return table.query(KeyConditionExpression=Key("customer").eq(customer))["Items"]  # WF307


def handler(event, context):
    return sum(order["total"] for order in orders(event["customer"]))
# === near miss: a paginator, and asking on
import boto3

s3 = boto3.client("s3")
table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    keys = []
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket="b"):
        keys += [each["Key"] for each in page.get("Contents", [])]
    more = {}
    while True:
        page = table.scan(**more)
        keys += page["Items"]
        if "LastEvaluatedKey" not in page:
            return keys
        more = {"ExclusiveStartKey": page["LastEvaluatedKey"]}
# === near miss: no more than a few are wanted
import boto3
from boto3.dynamodb.conditions import Key

s3 = boto3.client("s3")
table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    last = table.query(
        KeyConditionExpression=Key("customer").eq(event["customer"]),
        ScanIndexForward=False,
        Limit=1,
    )["Items"]
    exists = s3.list_objects_v2(Bucket="b", Prefix=event["prefix"], MaxKeys=1)["KeyCount"] > 0
    return last, exists
# === near miss: a page for the caller, with the mark of the next
import boto3

table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    page = table.scan(Limit=25, ExclusiveStartKey=event["after"])
    return {"items": page["Items"], "after": page.get("LastEvaluatedKey")}
