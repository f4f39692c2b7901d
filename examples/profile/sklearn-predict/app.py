"""Tells which subscribers are likely to leave."""

import json
import logging
import os

import numpy as np
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

logger = logging.getLogger(__name__)
logger.setLevel(logging.INFO)

FOLDER = os.path.dirname(__file__)
NUMBERS = ["months", "price", "calls_to_support", "logins_per_week"]
KINDS = ["plan", "payment"]
THRESHOLD = float(os.environ.get("THRESHOLD", "0.5"))


class Invalid(Exception):
    """A request that cannot be answered; the text is for the caller."""


def train():
    """Fits the model to the subscribers of last year."""
    table = pd.read_csv(os.path.join(FOLDER, "subscribers.csv"))
    columns = make_column_transformer(
        (StandardScaler(), NUMBERS), (OneHotEncoder(handle_unknown="ignore"), KINDS)
    )
    pipeline = make_pipeline(columns, LogisticRegression(max_iter=500))
    return pipeline.fit(table[NUMBERS + KINDS], table["left"])


MODEL = train()


def check(body):
    """Refuses a body that has no subscribers, or some that lack a field."""
    subscribers = json.loads(body).get("subscribers")
    if not subscribers:
        raise Invalid("no subscribers")
    for number, subscriber in enumerate(subscribers):
        absent = [name for name in ["id", *NUMBERS, *KINDS] if name not in subscriber]
        if absent:
            raise Invalid(f"subscriber {number} lacks {', '.join(absent)}")


def predict(body):
    """Returns the risk of each subscriber, the highest first."""
    subscribers = json.loads(body)["subscribers"]
    table = pd.DataFrame(subscribers, columns=["id", *NUMBERS, *KINDS])
    risks = MODEL.predict_proba(table[NUMBERS + KINDS])[:, 1]
    order = np.argsort(-risks)
    return [
        {
            "id": str(table["id"].iloc[each]),
            "risk": round(float(risks[each]), 3),
            "likely": bool(risks[each] >= THRESHOLD),
        }
        for each in order
    ]


def handler(event, context):
    """Answers an HTTP request whose body has `subscribers`."""
    body = event.get("body") or "{}"
    try:
        check(body)
        answer, status = {"subscribers": predict(body)}, 200
        logger.info("predicted %s", json.dumps(answer))
    except Invalid as invalid:
        answer, status = {"error": str(invalid)}, 422
    return {
        "statusCode": status,
        "headers": {"content-type": "application/json"},
        "body": json.dumps(answer),
    }
