"""Builds a map in the order of a folder's listing."""

import os
import tempfile


def handler(event, context):
    folder = tempfile.mkdtemp()
    for name in ("one", "two", "three", event["id"]):
        with open(os.path.join(folder, name), "w") as file:
            file.write(name)
    return {name: os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder)}
