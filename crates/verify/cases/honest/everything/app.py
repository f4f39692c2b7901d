"""Is undecided in many ways at once."""

import json
import os
import random
import time
import uuid


def handler(event, context):
    body = {
        "id": str(uuid.uuid4()),
        "at": time.time(),
        "tags": list({"x1", "y2", "z3", event["id"]}),
        "worker": {"pid": os.getpid(), "object": repr(object())},
        "score": random.random(),
        "fixed": [event["n"], "always"],
    }
    print(json.dumps({"level": "info", "time": time.strftime("%Y-%m-%dT%H:%M:%SZ"), "body": body}))
    return {"statusCode": 200, "body": json.dumps(body)}
