"""Looks for work."""

import os

import boto3

sqs = boto3.client("sqs")


def handler(event, context):
    url = os.environ["AWS_ENDPOINT_URL"] + "/123456789012/" + event["queue"]
    answer = sqs.receive_message(QueueUrl=url, VisibilityTimeout=0, MaxNumberOfMessages=1)
    return [message["Body"] for message in answer.get("Messages", [])]
