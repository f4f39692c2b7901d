# === a session for each invocation
import boto3


def handler(event, context):
    session = boto3.Session()  # WF102
    return session.client("s3").list_buckets()["Buckets"][0]["Name"]
# === the longer name, in a helper
from boto3.session import Session


def open_session():
    return Session(region_name="eu-central-1")  # WF102


def handler(event, context):
    return open_session().client("sqs").get_queue_url(QueueName="orders")["QueueUrl"]
# === botocore's session, in a thread
from concurrent.futures import ThreadPoolExecutor

import botocore.session

pool = ThreadPoolExecutor(4)


def send(message):
    client = botocore.session.get_session().create_client("sqs")  # WF102
    client.send_message(QueueUrl="orders", MessageBody=message)


def handler(event, context):
    list(pool.map(send, event["messages"]))
# === an asynchronous session
import asyncio

import aioboto3


async def work(event):
    session = aioboto3.Session()  # WF102
    async with session.client("s3") as s3:
        await s3.put_object(Bucket="b", Key=event["key"], Body=b"")


def handler(event, context):
    asyncio.run(work(event))
# === near miss: a role of the event's tenant
import boto3

sts = boto3.client("sts")


def handler(event, context):
    keys = sts.assume_role(RoleArn=event["role"], RoleSessionName="x")["Credentials"]
    tenant = boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
    return tenant.client("s3").list_buckets()["Buckets"]
# === near miss: at module level
import boto3

session = boto3.Session(region_name="eu-west-1")
s3 = session.client("s3")


def handler(event, context):
    return s3.get_object(Bucket="b", Key=event["key"])["ETag"]
# === near miss: a session of another kind
import requests
from sqlalchemy.orm import Session


def handler(event, context):
    with requests.Session() as web:
        web.get("https://example.com", timeout=3)
    return Session()
# === a session with credentials of its own
import botocore.session


def handler(event, context):
    session = botocore.session.get_session()
    session._credentials = credentials(event["role"])
    return session.create_client("s3").list_buckets()
