"""Fails with a random identifier in the message."""

import uuid


def handler(event, context):
    try:
        return 1 // (event["n"] - event["n"])
    except ZeroDivisionError as e:
        raise RuntimeError("request {} failed at {:x}".format(uuid.uuid4(), id(e))) from e
