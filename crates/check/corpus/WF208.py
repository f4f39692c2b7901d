# === a client for refusals only
import boto3

sns = boto3.client("sns")  # WF208


def handler(event, context):
    if event["total"] > 10_000:
        sns.publish(TopicArn="arn:aws:sns:eu-west-1:1:large", Message=event["id"])
    return {"statusCode": 200}
# === a client that one helper needs on one path
import boto3

s3 = boto3.client("s3")
ses = boto3.client("ses")  # WF208


def complain(key):
    ses.send_email(Source="a@example.com", Destination={"ToAddresses": ["b@example.com"]}, Message={})
    return key


def handler(event, context):
    size = s3.head_object(Bucket="b", Key=event["key"])["ContentLength"]
    if size == 0:
        return complain(event["key"])
    return size
# === a client that nothing uses
import boto3

sqs = boto3.client("sqs")  # WF208


def handler(event, context):
    return {"statusCode": 200}
# === near miss: needed by every event
import boto3

sqs = boto3.client("sqs")


def handler(event, context):
    if not event.get("body"):
        raise ValueError("no body")
    sqs.send_message(QueueUrl="orders", MessageBody=event["body"])
# === near miss: passed on
import boto3

from store import Store

store = Store(boto3.client("dynamodb"))
events = boto3.client("events")
CLIENTS = {"events": events}


def handler(event, context):
    if event.get("id"):
        return store.get(event["id"])
    return CLIENTS
# --- store.py
class Store:
    def __init__(self, client):
        self.client = client

    def get(self, number):
        return self.client.get_item(TableName="t", Key={"id": {"S": number}})
