"""Returns how long the environment lives."""

import time

BORN = time.monotonic()


def handler(event, context):
    return {"id": event["id"], "age": time.monotonic() - BORN}
