# === three reads that do not need each other
import boto3

dynamodb = boto3.client("dynamodb")
s3 = boto3.client("s3")


def handler(event, context):
    user = dynamodb.get_item(TableName="users", Key={"id": {"S": event["user"]}})  # WF302
    cart = dynamodb.get_item(TableName="carts", Key={"id": {"S": event["user"]}})
    page = s3.get_object(Bucket="pages", Key=event["page"])
    return user["Item"], cart["Item"], page["ETag"]
# === by helpers, over HTTP
import requests

web = requests.Session()


def handler(event, context):
    price = web.get(f"https://prices.example.com/{event['sku']}", timeout=2)  # WF302
    stock = web.get(f"https://stock.example.com/{event['sku']}", timeout=2)
    tax = web.get(f"https://tax.example.com/{event['country']}", timeout=2)
    return price.json()["price"] * tax.json()["rate"], stock.json()["left"]
# === awaited one after another
import asyncio

import httpx

web = httpx.AsyncClient(timeout=2)


async def offers(sku):
    first = await web.get(f"https://a.example.com/{sku}")  # WF302
    second = await web.get(f"https://b.example.com/{sku}")
    third = await web.get(f"https://c.example.com/{sku}")
    return [first.json(), second.json(), third.json()]


def handler(event, context):
    return asyncio.run(offers(event["sku"]))
# === near miss: each needs the one before
import boto3

table = boto3.resource("dynamodb").Table("shop")


def handler(event, context):
    user = table.get_item(Key={"id": event["user"]})["Item"]
    cart = table.get_item(Key={"id": user["cart"]})["Item"]
    last = table.get_item(Key={"id": cart["last"]})["Item"]
    return last["name"]
# === near miss: writes whose order matters
import boto3

table = boto3.resource("dynamodb").Table("shop")
sqs = boto3.client("sqs")
s3 = boto3.client("s3")


def handler(event, context):
    table.put_item(Item=event["order"])
    s3.put_object(Bucket="b", Key=event["id"], Body=b"")
    sqs.send_message(QueueUrl="q", MessageBody=event["id"])
# === near miss: a check between them
import boto3

table = boto3.resource("dynamodb").Table("shop")


def handler(event, context):
    user = table.get_item(Key={"id": event["user"]}).get("Item")
    if user is None:
        return {"statusCode": 403}
    cart = table.get_item(Key={"id": event["cart"]}).get("Item")
    if cart is None:
        return {"statusCode": 404}
    return table.get_item(Key={"id": event["offer"]})["Item"]
# === near miss: together already
from concurrent.futures import ThreadPoolExecutor

import boto3

s3 = boto3.client("s3")
pool = ThreadPoolExecutor(3)


def size(key):
    return s3.head_object(Bucket="b", Key=key)["ContentLength"]


def handler(event, context):
    return sum(pool.map(size, event["keys"]))
