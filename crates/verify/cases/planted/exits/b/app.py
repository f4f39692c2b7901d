"""Gives up on what it cannot do."""

import sys


def handler(event, context):
    if event["mode"] == "broken":
        sys.exit(3)
    return sys.byteorder
