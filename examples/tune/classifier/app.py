"""Starts slowly, since it builds a model at import; then it computes little."""

import json

WEIGHTS = [[(row * column) % 17 / 17 for column in range(300)] for row in range(300)]
MODEL = json.loads(json.dumps(WEIGHTS))
INDEX = {round(value, 6): place for row in MODEL for place, value in enumerate(row)}


def handler(event, context):
    features = [number % 5 for number in range(300)]
    scores = [sum(w * f for w, f in zip(row, features)) for row in MODEL]
    return {"best": scores.index(max(scores))}
