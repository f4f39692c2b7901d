"""Answers as an HTTP API does."""

import json


def handler(event, context):
    body = {"user": event["user"], "roles": ["reader", "admin"]}
    return {"statusCode": 200, "body": json.dumps(body)}
