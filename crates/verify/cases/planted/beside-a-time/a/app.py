"""Prints with the time."""

import datetime


def handler(event, context):
    now = datetime.datetime.now().isoformat()
    print(now, "stored", event["id"], "in table orders")
    return None
