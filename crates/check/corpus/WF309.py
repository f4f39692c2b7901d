# === one attribute of many
import boto3

table = boto3.resource("dynamodb").Table("articles")


def handler(event, context):
    item = table.get_item(Key={"sku": event["sku"]})["Item"]  # WF309
    return {"price": str(item["price"])}
# === read in a loop over what a query found
import boto3
from boto3.dynamodb.conditions import Key

table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    found = table.query(KeyConditionExpression=Key("customer").eq(event["customer"]))  # WF309
    return sum(order["total"] for order in found["Items"])
# === near miss: a projection
import boto3

table = boto3.resource("dynamodb").Table("articles")


def handler(event, context):
    item = table.get_item(Key={"sku": event["sku"]}, ProjectionExpression="price")["Item"]
    return str(item["price"])
# === near miss: the whole item is wanted
import json

import boto3

table = boto3.resource("dynamodb").Table("articles")


def show(item):
    return dict(item)


def handler(event, context):
    item = table.get_item(Key={"sku": event["sku"]})["Item"]
    other = table.get_item(Key={"sku": event["other"]})["Item"]
    third = table.get_item(Key={"sku": event["third"]})["Item"]
    name = third["name"]
    return show(item), json.dumps(other, default=str), {**third, "name": name}
# === near miss: whether it exists
import boto3

table = boto3.resource("dynamodb").Table("articles")


def handler(event, context):
    found = table.get_item(Key={"sku": event["sku"]})
    item = found.get("Item")
    field = event["field"]
    return item is not None and item[field]
