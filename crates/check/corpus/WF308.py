# === all is read, little is kept
import boto3
from boto3.dynamodb.conditions import Attr

table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    found = table.scan(FilterExpression=Attr("customer").eq(event["customer"]))  # WF308
    return found["Items"]
# === by the low-level client, in a helper
from store import open_orders


def handler(event, context):
    return list(open_orders())
# --- store.py
import boto3

dynamodb = boto3.client("dynamodb")


def open_orders():
    for page in dynamodb.get_paginator("scan").paginate(  # WF308
        TableName="orders",
        FilterExpression="#s = :open",
        ExpressionAttributeNames={"#s": "state"},
        ExpressionAttributeValues={":open": {"S": "open"}},
    ):
        yield from page["Items"]
# === filtered in Python
import boto3

table = boto3.resource("dynamodb").Table("users")


def handler(event, context):
    items = table.scan()["Items"]  # WF308
    return [item for item in items if item["mail"] == event["mail"]]
# === near miss: a query
import boto3
from boto3.dynamodb.conditions import Key

table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    return table.query(KeyConditionExpression=Key("customer").eq(event["customer"]))["Items"]
# === near miss: another scan
import boto3

redis = boto3.session.Session()


class Scanner:
    def scan(self, text):
        return text.split()


def handler(event, context):
    return Scanner().scan(event["text"])
# === near miss: an export of all, in segments
import boto3

table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    return table.scan(Segment=event["segment"], TotalSegments=8)["Count"]
