# === the same item, twice
import boto3

table = boto3.resource("dynamodb").Table("users")


def handler(event, context):
    name = table.get_item(Key={"id": event["user"]})["Item"]["name"]
    mail = table.get_item(Key={"id": event["user"]})["Item"]["mail"]  # WF318
    return name, mail
# === the same object, twice
import boto3

s3 = boto3.client("s3")


def handler(event, context):
    size = s3.get_object(Bucket="b", Key=event["key"])["ContentLength"]
    if size > 10:
        return s3.get_object(Bucket="b", Key=event["key"])["Body"].read()  # WF318
# === the loop reads the same each time
import boto3

table = boto3.resource("dynamodb").Table("rates")


def handler(event, context):
    total = 0
    for line in event["lines"]:
        rate = table.get_item(Key={"id": "today"})["Item"]["rate"]  # WF318
        total += line["price"] * rate
    return total
# === near miss: written between, or another key
import boto3

table = boto3.resource("dynamodb").Table("users")


def handler(event, context):
    before = table.get_item(Key={"id": event["user"]})["Item"]
    table.update_item(Key={"id": event["user"]}, UpdateExpression="SET n = n + 1")
    after = table.get_item(Key={"id": event["user"]})["Item"]
    other = table.get_item(Key={"id": event["other"]})["Item"]
    key = event["first"]
    one = table.get_item(Key={"id": key})["Item"]
    key = event["second"]
    two = table.get_item(Key={"id": key})["Item"]
    return before, after, other, one, two
# === near miss: either the one or the other
import boto3

table = boto3.resource("dynamodb").Table("users")


def handler(event, context):
    if event.get("full"):
        return table.get_item(Key={"id": event["user"]})["Item"]
    return table.get_item(Key={"id": event["user"]})["Item"]["name"]
# === asked again until it is done
import time

import boto3

logs = boto3.client("logs")


def handler(event, context):
    answer = logs.get_query_results(queryId=event["query"])
    while answer["status"] == "Running":
        time.sleep(1)
        answer = logs.get_query_results(queryId=event["query"])
    return answer["results"]
