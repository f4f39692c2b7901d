"""Now and then does something else."""

import logging
import random


def handler(event, context):
    if random.random() < 0.3:
        logging.getLogger().warning("sampled %s", event["id"])
    return {"id": event["id"]}
