# === articles one by one
import boto3

table = boto3.resource("dynamodb").Table("articles")


def handler(event, context):
    found = []
    for sku in event["skus"]:
        found.append(table.get_item(Key={"sku": sku}).get("Item"))  # WF301
    return found
# === the call is in a helper of another module
from store import article


def handler(event, context):
    return {sku: article(sku) for sku in event["skus"]}
# --- store.py
import boto3

dynamodb = boto3.client("dynamodb")


def article(sku):
    return dynamodb.get_item(TableName="articles", Key={"sku": {"S": sku}})["Item"]  # WF301
# === messages of records
import json

import boto3

sqs = boto3.client("sqs")


def handler(event, context):
    for record in event["Records"]:
        body = json.loads(record["body"])
        sqs.send_message(QueueUrl="next", MessageBody=json.dumps(body["order"]))  # WF301
# === in a comprehension, from an attribute
import boto3


class Store:
    def __init__(self):
        self.table = boto3.resource("dynamodb").Table("orders")

    def keep(self, orders):
        return [self.table.put_item(Item=order) for order in orders]  # WF301


store = Store()


def handler(event, context):
    return len(store.keep(event["orders"]))
# === deletions, a client as an argument
import boto3

s3 = boto3.client("s3")


def clear(client, keys):
    for key in keys:
        client.delete_object(Bucket="b", Key=key)  # WF301


def handler(event, context):
    clear(s3, event["keys"])
# === events and records, one after another
import boto3

events = boto3.client("events")
kinesis = boto3.client("kinesis")
sns = boto3.client("sns")


def handler(event, context):
    for each in event["changes"]:
        events.put_events(Entries=[{"Source": "shop", "Detail": each, "DetailType": "c"}])  # WF301
        kinesis.put_record(StreamName="c", Data=each.encode(), PartitionKey=each)  # WF301
        sns.publish(TopicArn="arn:aws:sns:eu-west-1:1:c", Message=each)  # WF301
# === near miss: a batch writer
import boto3

table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    with table.batch_writer() as batch:
        for order in event["orders"]:
            batch.put_item(Item=order)
# === near miss: in a loop that tries again
import time

import boto3

sqs = boto3.client("sqs")


def handler(event, context):
    for attempt in range(3):
        try:
            return sqs.send_message(QueueUrl="next", MessageBody=event["body"])
        except sqs.exceptions.ClientError:
            time.sleep(0.1 * 2**attempt)
# === near miss: conditions cannot be batched
import boto3

table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    for order in event["orders"]:
        table.put_item(Item=order, ConditionExpression="attribute_not_exists(id)")
    for order in event["orders"]:
        table.update_item(Key={"id": order["id"]}, UpdateExpression="SET seen = seen + 1")
# === near miss: pages and chunks
import boto3

dynamodb = boto3.client("dynamodb")
sqs = boto3.client("sqs")


def handler(event, context):
    for page in dynamodb.get_paginator("query").paginate(TableName="t"):
        print(len(page["Items"]))
    entries = event["entries"]
    for start in range(0, len(entries), 10):
        sqs.send_message_batch(QueueUrl="q", Entries=entries[start : start + 10])
# === near miss: after the loop, or only the first
import boto3

table = boto3.resource("dynamodb").Table("orders")
sns = boto3.client("sns")


def handler(event, context):
    total = 0
    for line in event["lines"]:
        total += line["price"]
        if line["price"] < 0:
            sns.publish(TopicArn="t", Message=line["sku"])
            break
    table.put_item(Item={"id": event["id"], "total": total})
# === near miss: it is in no loop, but it is called get_item
def get_item(key):
    return key


def handler(event, context):
    return [get_item(key) for key in event["keys"]]
