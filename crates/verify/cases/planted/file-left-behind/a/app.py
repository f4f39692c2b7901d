"""Works on a file that it removes."""

import os


def handler(event, context):
    path = "/tmp/work.txt"
    with open(path, "w") as file:
        file.write(event["text"])
    size = os.path.getsize(path)
    os.remove(path)
    return size
