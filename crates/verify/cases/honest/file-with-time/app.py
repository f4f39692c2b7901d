"""Writes a file whose content varies, of a size that does not."""

import time


def handler(event, context):
    with open("/tmp/state.txt", "w") as file:
        file.write("{:20.6f} {}".format(time.time(), event["id"]))
    return None
