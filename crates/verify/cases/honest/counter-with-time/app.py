"""Counts invocations, and says when the first was."""

import itertools
import time

numbers = itertools.count(1)
born = time.time()


def handler(event, context):
    return {"number": next(numbers), "since": born}
