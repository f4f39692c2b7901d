"""Asks another service."""

import os

import requests


def handler(event, context):
    answer = requests.get(os.environ["AWS_ENDPOINT_URL"] + "/documents/" + event["key"])
    return {"status": answer.status_code, "text": answer.text if answer.ok else None}
