"""Counts from a fresh start every time."""

import itertools

numbers = itertools.count(1)


def handler(event, context):
    return {"first": event["first"], "next": event["first"] + next(numbers)}
