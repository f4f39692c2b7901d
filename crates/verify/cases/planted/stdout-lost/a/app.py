"""Prints what it does."""

import sys


def handler(event, context):
    print("working on", event["id"])
    print("a warning", file=sys.stderr)
    return "ok"
