"""Reads a document by a client of its own."""

import boto3


def handler(event, context):
    s3 = boto3.client("s3")
    answer = s3.get_object(Bucket="documents", Key=event["key"])
    return answer["Body"].read().decode()
