"""Picks one of a few."""

import random


def handler(event, context):
    return {
        "colour": random.choice(["red", "green", "blue"]),
        "side": random.choice("lr"),
        "n": event["n"],
    }
