"""Sums floats in the order of a set."""

import random


def handler(event, context):
    numbers = [0.1 * (index + 1) / 3 for index in range(200)]
    random.shuffle(numbers)
    return {"sum": sum(numbers), "n": event["n"]}
