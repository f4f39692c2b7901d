"""Gives up on what it cannot do."""

import sys


def handler(event, context):
    if event["mode"] == "broken":
        raise RuntimeError("cannot go on")
    return sys.byteorder
