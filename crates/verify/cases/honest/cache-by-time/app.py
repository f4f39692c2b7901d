"""Keeps what it made for part of a second."""

import time
import uuid

cache = {"at": 0.0, "token": ""}


def handler(event, context):
    if time.time() - cache["at"] > 0.05:
        cache.update(at=time.time(), token=uuid.uuid4().hex)
    return {"token": cache["token"]}
