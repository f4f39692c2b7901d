"""Takes registrations for a conference: checks them against a schema, and normalises them."""

import json
import logging

from registration import normalised
from schemas import CHECKED_BY, problems

logger = logging.getLogger(__name__)
logger.setLevel(logging.INFO)


def handler(event, context):
    """Answers an HTTP request whose body is a registration."""
    version = event.get("pathParameters", {}).get("version", "v2")
    try:
        body = json.loads(event.get("body") or "")
    except json.JSONDecodeError as error:
        return answer(400, {"error": f"no JSON: {error}"})
    found = problems(version, body)
    if found is None:
        return answer(404, {"error": f"there is no version {version}"})
    if found:
        logger.warning("%d problems", len(found))
        return answer(422, {"problems": found})
    taken = normalised(body)
    logger.info("registered %s", taken["email"])
    return answer(201, taken)


def answer(status, body):
    """Returns an answer to API Gateway, which says by what it was checked."""
    return {
        "statusCode": status,
        "headers": {"content-type": "application/json", "x-checked-by": CHECKED_BY},
        "body": json.dumps(body, ensure_ascii=False),
    }
