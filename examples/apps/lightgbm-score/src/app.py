"""Scores loan applications, with a boosted model that was trained at build time."""

import json
import logging
import os

import lightgbm
import numpy as np

logger = logging.getLogger(__name__)
logger.setLevel(logging.INFO)

COLUMNS = ("income", "amount", "months", "age", "late")
BOOSTER = lightgbm.Booster(model_file=os.environ.get("MODEL_FILE", "loans.txt"))


def rows(applications):
    """Returns the matrix of applications."""
    return np.array([[float(each[name]) for name in COLUMNS] for each in applications])


def handler(event, context):
    """Answers a request whose body has `applications`."""
    try:
        matrix = rows(json.loads(event["body"])["applications"])
    except KeyError as missing:
        logger.warning("an application lacks %s", missing)
        return {"statusCode": 422, "body": json.dumps({"error": f"{missing} is missing"})}
    scores = [round(float(score), 6) for score in BOOSTER.predict(matrix, num_threads=1)]
    logger.info("scored %d applications", len(scores))
    return {"statusCode": 200, "body": json.dumps({"scores": scores})}
