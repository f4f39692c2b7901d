"""Answers with a document."""

import json


def handler(event, context):
    lines = [{"number": n, "name": f"line {n}", "tags": ["a", "b"]} for n in range(event["lines"])]
    return {"statusCode": 200, "body": json.dumps({"lines": lines}, indent=4)}
