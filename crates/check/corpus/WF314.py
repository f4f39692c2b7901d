# === asked for, then fetched
import boto3

s3 = boto3.client("s3")


def handler(event, context):
    head = s3.head_object(Bucket="b", Key=event["key"])  # WF314
    if head["ContentLength"]:
        return s3.get_object(Bucket="b", Key=event["key"])["Body"].read()
# === in a helper that tells whether it exists
import boto3
from botocore.exceptions import ClientError

s3 = boto3.client("s3")


def read(key):
    try:
        s3.head_object(Bucket="pages", Key=key)  # WF314
    except ClientError:
        return None
    return s3.get_object(Bucket="pages", Key=key)["Body"].read()


def handler(event, context):
    return read(event["key"])
# === near miss: another object, or one of the two only
import boto3

s3 = boto3.client("s3")


def handler(event, context):
    s3.head_object(Bucket="b", Key=event["mark"])
    body = s3.get_object(Bucket="b", Key=event["key"])["Body"].read()
    size = s3.head_object(Bucket="b", Key=event["other"])["ContentLength"]
    if size < 1_000_000:
        s3.copy_object(Bucket="b", Key="copy", CopySource=f"b/{event['other']}")
    return body
