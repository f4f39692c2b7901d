"""Makes thumbnails of pictures that people upload."""

import base64
import json
import logging
import os

from pictures import Unusable, opened, thumbnail

logger = logging.getLogger(__name__)
logger.setLevel(logging.INFO)

SIZES = [int(size) for size in os.environ.get("SIZES", "64,256").split(",")]
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


def wanted(event):
    """Returns the first format of the `accept` header that there is."""
    accepted = event.get("headers", {}).get("accept", "")
    kinds = (kind.split(";")[0].strip() for kind in accepted.split(","))
    return next((FORMATS[kind] for kind in kinds if kind in FORMATS), "JPEG")


def handler(event, context):
    """Answers an upload with its thumbnails."""
    body = event.get("body") or ""
    upload = base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()
    caption = (event.get("queryStringParameters") or {}).get("caption")
    try:
        picture = opened(upload)
        made = [thumbnail(picture, size, wanted(event), caption) for size in SIZES]
    except Unusable as unusable:
        logger.warning("unusable: %s", unusable)
        return {"statusCode": 415, "body": json.dumps({"error": str(unusable)})}
    logger.info("made %d thumbnails of %s", len(made), picture.format)
    answer = {"original": {"format": picture.format, "size": picture.size}, "thumbnails": made}
    return {"statusCode": 200, "body": json.dumps(answer)}
