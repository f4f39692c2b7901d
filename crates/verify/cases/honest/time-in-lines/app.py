"""Prints lines that begin with the time, in several formats."""

import time


def handler(event, context):
    print(time.strftime("%Y-%m-%d %H:%M:%S"), "begin", event["id"])
    print(time.strftime("[%d/%b/%Y:%H:%M:%S +0000]"), '"GET /"', 200, event["n"])
    print(time.strftime("%H:%M:%S"), "end")
    return event["n"]
