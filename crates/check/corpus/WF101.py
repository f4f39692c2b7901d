# === client in the handler itself
import json

import boto3


def handler(event, context):
    queue = boto3.client("sqs")  # WF101
    queue.send_message(QueueUrl=event["queue"], MessageBody=json.dumps(event["body"]))
    return {"statusCode": 202}
# === client made two calls away, in another module
import orders


def handler(event, context):
    return orders.place(event["order"])
# --- orders.py
from clients import table_client


def place(order):
    database = table_client()
    database.put_item(TableName="orders", Item={"id": {"S": order["id"]}})
    return {"statusCode": 201}
# --- clients.py
import boto3 as aws


def table_client():
    return aws.client("dynamodb", region_name="eu-west-1")  # WF101
# === imported under another name
from boto3 import client as make


def handler(event, context):
    s3 = make("s3")  # WF101
    return s3.get_object(Bucket="reports", Key=event["key"])["ContentLength"]
# === in a route of a framework
import boto3
from aws_lambda_powertools.event_handler import APIGatewayRestResolver

app = APIGatewayRestResolver()


@app.get("/pictures/<name>")
def picture(name: str):
    s3 = boto3.client("s3")  # WF101
    url = s3.generate_presigned_url("get_object", Params={"Bucket": "pictures", "Key": name})
    return {"url": url}


def handler(event, context):
    return app.resolve(event, context)
# === in the constructor of a class that the handler makes
import boto3


class Notifier:
    def __init__(self, topic):
        self.topic = topic
        self.sns = boto3.client("sns")  # WF101

    def tell(self, text):
        self.sns.publish(TopicArn=self.topic, Message=text)


def handler(event, context):
    Notifier("arn:aws:sns:eu-west-1:123456789012:orders").tell(event["text"])
# === imported in the handler
def handler(event, context):
    import boto3

    ssm = boto3.client("ssm")  # WF101
    return ssm.get_parameter(Name="/shop/open")["Parameter"]["Value"]
# === botocore's own way
import botocore.session

session = botocore.session.get_session()


def handler(event, context):
    kinesis = session.create_client("kinesis")  # WF101
    kinesis.put_record(StreamName="clicks", Data=b"{}", PartitionKey=event["user"])
# === near miss: at module level
import boto3

sqs = boto3.client("sqs")


def handler(event, context):
    sqs.delete_message(QueueUrl=event["queue"], ReceiptHandle=event["receipt"])
# === near miss: a cached accessor
from functools import cache, lru_cache

import boto3


@cache
def sqs():
    return boto3.client("sqs")


@lru_cache(maxsize=None)
def client(service):
    return boto3.client(service)


def handler(event, context):
    sqs().send_message(QueueUrl="orders", MessageBody="{}")
    client("sns").publish(TopicArn="orders", Message="{}")
# === near miss: made once, kept in a global
import boto3

_s3 = None


def s3():
    global _s3
    if _s3 is None:
        _s3 = boto3.client("s3")
    return _s3


def handler(event, context):
    return s3().head_object(Bucket="b", Key=event["key"])["ContentLength"]
# === near miss: credentials that depend on the event
import boto3


def handler(event, context):
    role = boto3.client("sts").assume_role(RoleArn=event["role"], RoleSessionName="tenant")  # WF101
    keys = role["Credentials"]
    s3 = boto3.client(
        "s3",
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )
    return s3.list_objects_v2(Bucket=event["bucket"])["KeyCount"]
# === near miss: a parameter that is called boto3
def make(boto3):
    return boto3.client("s3")


class Fake:
    def client(self, name):
        return name


def handler(event, context):
    return make(Fake())
# === near miss: a function that the handler never reaches
import boto3


def seed():
    boto3.client("dynamodb").put_item(TableName="t", Item={"id": {"S": "1"}})


def handler(event, context):
    return {"statusCode": 204}


if __name__ == "__main__":
    seed()
# === near miss: an object made at module level
import boto3


class Store:
    def __init__(self):
        self.client = boto3.client("dynamodb")

    def get(self, key):
        return self.client.get_item(TableName="t", Key={"id": {"S": key}})


store = Store()


def handler(event, context):
    return store.get(event["id"])
# === near miss: a property that keeps it
from functools import cached_property

import boto3


class Mailer:
    @cached_property
    def ses(self):
        return boto3.client("ses")

    def send(self, to):
        self.ses.send_email(Source="a@example.com", Destination={"ToAddresses": [to]}, Message={})


mailer = Mailer()


def handler(event, context):
    mailer.send(event["to"])
# === a session that the caller chooses
import boto3


def identity(session):
    return session.client("sts").get_caller_identity()


def handler(event, context):
    return identity(boto3.Session(profile_name=event["profile"]))["Account"]
