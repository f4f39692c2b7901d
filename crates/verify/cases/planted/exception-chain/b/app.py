"""Logs an exception with its cause."""

import logging

logger = logging.getLogger()


def parse(text):
    try:
        return int(text)
    except ValueError:
        raise RuntimeError("no number") from None


def handler(event, context):
    try:
        return parse(event["text"])
    except RuntimeError:
        logger.exception("could not parse")
        return None
