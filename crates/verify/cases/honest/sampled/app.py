"""Returns some of many."""

import random


def handler(event, context):
    return {"sample": random.sample(range(1000), event["n"])}
