"""Logs a failure that it survives."""

import logging

logger = logging.getLogger(__name__)


def handler(event, context):
    try:
        return {"value": int(event["value"])}
    except ValueError:
        logger.error("not a number: %s", event["value"])
        return {"value": None}
