"""Prints what it does."""

import sys


def handler(event, context):
    print("a warning", file=sys.stderr)
    return "ok"
