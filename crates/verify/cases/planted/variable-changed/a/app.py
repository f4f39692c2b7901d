"""Works in another zone for a moment."""

import os
import time


def handler(event, context):
    before = os.environ.get("TZ", "UTC")
    os.environ["TZ"] = event["zone"]
    time.tzset()
    offset = time.strftime("%z", time.localtime(0))
    os.environ["TZ"] = before
    time.tzset()
    return offset
