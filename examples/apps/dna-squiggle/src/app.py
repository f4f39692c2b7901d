"""Draws DNA sequences as curves, for a laboratory's notebook."""

import json
import logging

from squiggle import transform

logger = logging.getLogger(__name__)
logger.setLevel(logging.INFO)

METHODS = ("squiggle", "gates", "yau", "randic", "qi")


def points(sequence, method):
    """Returns the curve of a sequence, as pairs of numbers."""
    across, up = transform(sequence.upper(), method=method)
    return [[round(float(x), 4), round(float(y), 4)] for x, y in zip(across, up)]


def handler(event, context):
    """Answers a request for the curve of `sequence`."""
    method = event.get("method", "squiggle")
    sequence = event["sequence"]
    if method not in METHODS or set(sequence.upper()) - set("ACGTN"):
        logger.warning("refused a sequence of %d", len(sequence))
        return {"statusCode": 422, "body": json.dumps({"error": "no sequence, or no such method"})}
    curve = points(sequence, method)
    logger.info("drew %d points by %s", len(curve), method)
    return {"statusCode": 200, "body": json.dumps({"method": method, "points": curve})}
