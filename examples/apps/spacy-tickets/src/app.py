"""Finds products, places and numbers in support tickets, by rules."""

import json
import logging

import spacy

logger = logging.getLogger(__name__)
logger.setLevel(logging.INFO)

RULES = [
    {"label": "PRODUCT", "pattern": [{"LOWER": "coffee"}, {"LOWER": {"IN": ["maker", "machine"]}}]},
    {"label": "PRODUCT", "pattern": [{"LOWER": "kettle"}]},
    {"label": "ORDER", "pattern": [{"TEXT": {"REGEX": "^[A-Z]{2}[0-9]{4}$"}}]},
    {"label": "PLACE", "pattern": "Ulm"},
    {"label": "PLACE", "pattern": "Porto"},
]


def pipeline():
    """Makes the pipeline: words, sentences and rules."""
    made = spacy.blank("en")
    made.add_pipe("sentencizer")
    made.add_pipe("entity_ruler").add_patterns(RULES)
    return made


NLP = pipeline()


def handler(event, context):
    """Answers with what is named in each sentence of `text`."""
    text = event.get("text", "")
    if not text.strip():
        logger.warning("an empty ticket")
        return {"statusCode": 422, "body": json.dumps({"error": "empty"})}
    document = NLP(text)
    found = [
        {"sentence": n, "entities": [[each.text, each.label_] for each in sentence.ents]}
        for n, sentence in enumerate(document.sents)
    ]
    logger.info("%d sentences, %d names", len(found), len(document.ents))
    return {"statusCode": 200, "body": json.dumps(found)}
