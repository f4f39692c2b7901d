"""Finds ways through a town's trams: the quickest, detours, and what a stop is worth."""

import logging

from routes import detours, quickest, reach, weakest
from town import load

logger = logging.getLogger(__name__)
logger.setLevel(logging.INFO)

TOWN = load()
QUESTIONS = {"detours": detours, "quickest": quickest, "reach": reach, "weakest": weakest}


def handler(event, context):
    """Answers a question of the planning office's tool; one about an unknown stop is an error."""
    question = event["question"]
    town = TOWN
    if event.get("closed"):
        town = TOWN.subgraph(set(TOWN) - set(event["closed"]))
    found = QUESTIONS[question](town, **event.get("about", {}))
    logger.info("%s: %d stops in service", question, len(town))
    return {"question": question, "closed": event.get("closed", []), "answer": found}
