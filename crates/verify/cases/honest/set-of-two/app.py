"""Prints a set of two texts, which has one of two orders."""


def handler(event, context):
    pair = {"left", "right"}
    print("sides:", pair)
    return list(pair)
