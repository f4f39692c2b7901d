"""Logs twice."""

import logging

logger = logging.getLogger()
logger.setLevel("INFO")


def handler(event, context):
    logger.info("received %s", event["id"])
    return {"ok": True}
