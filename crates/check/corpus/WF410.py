# === every user there ever was
from functools import cache

import boto3

table = boto3.resource("dynamodb").Table("users")


@cache  # WF410
def user(number):
    return table.get_item(Key={"id": number})["Item"]


def handler(event, context):
    return user(event["user"])["name"]
# === lru_cache without an end, on a method
from functools import lru_cache


class Shop:
    @lru_cache(maxsize=None)  # WF410
    def price(self, sku):
        return {"sku": sku, "price": len(sku)}


shop = Shop()


def handler(event, context):
    return [shop.price(line["sku"]) for line in event["lines"]]
# === near miss: bounded, without arguments, or of few values
from functools import cache, lru_cache

import boto3


@lru_cache(maxsize=256)
def user(number):
    return number


@lru_cache
def mail(number):
    return number


@cache
def client():
    return boto3.client("s3")


@cache
def service(name):
    return boto3.client(name)


def handler(event, context):
    service("sqs")
    client()
    return user(event["user"]), mail(event["user"])
