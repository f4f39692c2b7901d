"""Grades wines by their chemistry, with a linear model on a table."""

import json
import logging
import os

import joblib
import pandas as pd

logger = logging.getLogger(__name__)
logger.setLevel(logging.INFO)

MODEL = joblib.load(os.environ.get("MODEL_FILE", "wine.joblib"))
COLUMNS = ["acidity", "sugar", "chlorides", "sulphates", "alcohol"]


def handler(event, context):
    """Answers a request whose body has `wines`, a list of mappings."""
    table = pd.DataFrame(json.loads(event["body"])["wines"])
    missing = [name for name in COLUMNS if name not in table]
    if missing:
        logger.warning("%s missing", missing)
        return {"statusCode": 422, "body": json.dumps({"missing": missing})}
    grades = MODEL.predict(table[COLUMNS])
    logger.info("graded %d wines", len(grades))
    return {"statusCode": 200, "body": json.dumps([round(float(grade), 4) for grade in grades])}
