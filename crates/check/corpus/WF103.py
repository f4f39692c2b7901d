# === a table for each invocation
import os

import boto3


def handler(event, context):
    table = boto3.resource("dynamodb").Table(os.environ["TABLE"])  # WF103
    return table.get_item(Key={"id": event["id"]}).get("Item")
# === behind a class of a layer
from store import Store


def handler(event, context):
    return Store("orders").one(event["id"])
# --- store.py
import boto3


class Store:
    def __init__(self, name):
        self.dynamodb = boto3.resource("dynamodb")  # WF103
        self.table = self.dynamodb.Table(name)

    def one(self, number):
        return self.table.get_item(Key={"id": number})["Item"]
# === from a session
import boto3

session = boto3.session.Session()


def bucket(name):
    return session.resource("s3").Bucket(name)  # WF103


def handler(event, context):
    return [found.key for found in bucket("reports").objects.limit(5)]
# === near miss: kept at module level
import boto3

table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    table.put_item(Item=event["order"])
# === near miss: another module's resource
from importlib import resources


def handler(event, context):
    return resources.files("templates").joinpath("mail.txt").read_text()
# === near miss: kept in a dictionary
import boto3

_tables = {}


def table(name):
    if name not in _tables:
        _tables[name] = boto3.resource("dynamodb").Table(name)
    return _tables[name]


def handler(event, context):
    return table(event["table"]).get_item(Key={"id": "1"})
