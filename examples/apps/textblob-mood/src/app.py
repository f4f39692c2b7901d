"""Tells the mood of customers' messages, so that angry ones are read first."""

import json
import logging

from textblob import TextBlob

logger = logging.getLogger(__name__)
logger.setLevel(logging.INFO)


def mood(text):
    """Returns how a message is meant: from -1 to 1, and how subjective it is."""
    sentiment = TextBlob(text).sentiment
    return {
        "polarity": round(sentiment.polarity, 4),
        "subjectivity": round(sentiment.subjectivity, 4),
    }


def handler(event, context):
    """Takes messages from a queue, and answers with the order in which to read them."""
    found = []
    for record in event["Records"]:
        message = json.loads(record["body"])
        found.append({"id": message["id"], **mood(message["text"])})
    found.sort(key=lambda each: (each["polarity"], each["id"]))
    logger.info("%d messages, the worst at %s", len(found), found[0]["polarity"])
    return {"order": found}
