# === a client with the timeouts it comes with
import boto3

s3 = boto3.client("s3")  # WF304


def handler(event, context):
    return s3.head_object(Bucket="b", Key=event["key"])["ETag"]
# === a configuration that does not speak of them
import boto3
from botocore.config import Config

dynamodb = boto3.resource("dynamodb", config=Config(max_pool_connections=20))  # WF304
table = dynamodb.Table("orders")


def handler(event, context):
    return table.get_item(Key={"id": event["id"]})["Item"]
# === in a helper's module
from clients import sqs


def handler(event, context):
    sqs().send_message(QueueUrl="q", MessageBody=event["body"])
# --- clients.py
from functools import cache

import boto3


@cache
def sqs():
    return boto3.client("sqs", region_name="eu-west-1")  # WF304
# === near miss: it has both
import boto3
from botocore.config import Config

QUICK = Config(connect_timeout=1, read_timeout=3, retries={"max_attempts": 2})
s3 = boto3.client("s3", config=QUICK)
sqs = boto3.client("sqs", config=Config(connect_timeout=1, read_timeout=3))


def handler(event, context):
    sqs.send_message(QueueUrl="q", MessageBody=s3.head_object(Bucket="b", Key="k")["ETag"])
# === near miss: a configuration from elsewhere
import boto3
from settings import options

s3 = boto3.client("s3", **options())
sqs = boto3.client("sqs", config=options()["config"])


def handler(event, context):
    sqs.send_message(QueueUrl="q", MessageBody=s3.head_object(Bucket="b", Key="k")["ETag"])
# --- settings.py
def options():
    return {}
# === near miss: a program beside the function
import boto3


def handler(event, context):
    return None
# --- seed.py
import boto3

boto3.client("s3").put_object(Bucket="b", Key="k", Body=b"")
