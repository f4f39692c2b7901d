"""Sends a message for each line of an order."""

import json
import os

import boto3

sqs = boto3.client("sqs")


def handler(event, context):
    url = os.environ["AWS_ENDPOINT_URL"] + "/123456789012/lines"
    for line in event["lines"]:
        sqs.send_message(QueueUrl=url, MessageBody=json.dumps(line))
    return len(event["lines"])
