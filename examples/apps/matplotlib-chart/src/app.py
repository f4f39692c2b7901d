"""Draws the charts of a status page, as PNG or SVG."""

import base64
import logging
import os

import charts
from canvas import described, rendered

logger = logging.getLogger(__name__)
logger.setLevel(logging.INFO)

INLINE = os.environ.get("INLINE", "0") == "1"


def handler(event, context):
    """Draws `chart` from `series`; the picture itself is in the answer when it is asked for."""
    draw = charts.ALL.get(event["chart"])
    if draw is None:
        known = ", ".join(sorted(charts.ALL))
        raise ValueError(f"there is no chart {event['chart']!r}, only {known}")
    kind = event.get("format", "png")
    picture = rendered(draw, event, kind)
    answer = {"chart": event["chart"], "title": event.get("title"), **described(picture, kind)}
    if INLINE or event.get("inline"):
        answer["body"] = base64.b64encode(picture).decode()
    logger.info("drew %s as %s", event["chart"], kind)
    return answer
