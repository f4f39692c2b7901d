"""Encodes a text."""

import base64


def handler(event, context):
    coded = base64.b64encode(event["text"].encode())
    return {"coded": str(coded)}
