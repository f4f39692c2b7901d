"""Tells its process and thread."""

import os
import threading


def handler(event, context):
    print("pid", os.getpid(), "thread", threading.get_ident())
    return {"pid": os.getpid(), "id": event["id"]}
