# === items are read to be counted
import boto3
from boto3.dynamodb.conditions import Key

table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    return len(table.query(KeyConditionExpression=Key("customer").eq(event["customer"]))["Items"])  # WF320
# === by way of a name
import boto3

table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    found = table.scan()  # WF320
    items = found["Items"]
    return {"count": len(items)}
# === near miss: counted there, or used as well
import boto3

table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    count = table.scan(Select="COUNT")["Count"]
    items = table.scan()["Items"]
    return {"count": len(items), "items": items, "all": count}
