# === a whole object for its lines
import boto3

s3 = boto3.client("s3")


def handler(event, context):
    body = s3.get_object(Bucket="b", Key=event["key"])["Body"].read().decode()  # WF313
    return sum(1 for line in body.splitlines() if "ERROR" in line)
# === by way of a name, for CSV
import csv
import io

import boto3

s3 = boto3.client("s3")


def rows(key):
    found = s3.get_object(Bucket="b", Key=key)
    text = found["Body"].read().decode("utf-8")  # WF313
    return csv.DictReader(io.StringIO(text))


def handler(event, context):
    return sum(float(row["price"]) for row in rows(event["key"]))
# === near miss: line by line
import boto3

s3 = boto3.client("s3")


def handler(event, context):
    body = s3.get_object(Bucket="b", Key=event["key"])["Body"]
    return sum(1 for line in body.iter_lines() if b"ERROR" in line)
# === near miss: one document needs all of it
import json

import boto3

s3 = boto3.client("s3")


def handler(event, context):
    text = s3.get_object(Bucket="b", Key=event["key"])["Body"].read()
    return json.loads(text)["total"]
