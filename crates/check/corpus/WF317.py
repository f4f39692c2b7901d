# === more threads than connections
from concurrent.futures import ThreadPoolExecutor

import boto3

s3 = boto3.client("s3")


def size(key):
    return s3.head_object(Bucket="b", Key=key)["ContentLength"]


def handler(event, context):
    with ThreadPoolExecutor(max_workers=50) as pool:  # WF317
        return sum(pool.map(size, event["keys"]))
# === requests has ten as well
from concurrent.futures import ThreadPoolExecutor

import requests

web = requests.Session()
pool = ThreadPoolExecutor(32)  # WF317


def fetch(url):
    return web.get(url, timeout=3).status_code


def handler(event, context):
    return list(pool.map(fetch, event["urls"]))
# === near miss: as many connections, or fewer threads
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config

s3 = boto3.client("s3", config=Config(max_pool_connections=50))
sqs = boto3.client("sqs")


def size(key):
    return s3.head_object(Bucket="b", Key=key)["ContentLength"]


def send(body):
    return sqs.send_message(QueueUrl="q", MessageBody=body)["MessageId"]


def handler(event, context):
    with ThreadPoolExecutor(max_workers=50) as pool:
        total = sum(pool.map(size, event["keys"]))
    with ThreadPoolExecutor(max_workers=8) as pool:
        return total, list(pool.map(send, event["bodies"]))
# === near miss: nothing is called
from concurrent.futures import ThreadPoolExecutor


def handler(event, context):
    with ThreadPoolExecutor(64) as pool:
        return list(pool.map(str.upper, event["words"]))
