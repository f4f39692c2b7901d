"""Tells which subscribers are likely to leave, with a model that was trained at build time."""

import json
import logging
import os

from features import Invalid, rows
from model import Model

logger = logging.getLogger(__name__)
logger.setLevel(logging.INFO)

MODEL = Model.load(os.environ.get("MODEL_FILE", "churn.joblib"))
THRESHOLD = float(os.environ.get("THRESHOLD", "0.5"))


def answer(status, body):
    """Returns an answer to API Gateway."""
    return {
        "statusCode": status,
        "headers": {"content-type": "application/json", "x-model": MODEL.version},
        "body": json.dumps(body),
    }


def handler(event, context):
    """Answers an HTTP request whose body has `subscribers`."""
    try:
        subscribers = json.loads(event.get("body") or "{}").get("subscribers", [])
        risks = MODEL.risks(rows(subscribers))
    except Invalid as invalid:
        logger.warning("refused: %s", invalid)
        return answer(422, {"error": str(invalid)})
    found = [
        {"id": each["id"], "risk": round(risk, 3), "likely": risk >= THRESHOLD}
        for each, risk in zip(subscribers, risks)
    ]
    found.sort(key=lambda each: (-each["risk"], each["id"]))
    logger.info("%d of %d are likely to leave", sum(each["likely"] for each in found), len(found))
    return answer(200, {"subscribers": found})
