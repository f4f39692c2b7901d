"""Returns and logs the same UUID."""

import logging
import uuid


def handler(event, context):
    order = str(uuid.uuid4())
    logging.getLogger().warning("order %s for %s", order, event["id"])
    return {"order": order, "lines": list(range(event["n"]))}
