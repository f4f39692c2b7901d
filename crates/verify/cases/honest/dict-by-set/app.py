"""Builds a map in the order of a set."""


def handler(event, context):
    return {name: len(name) for name in {"alpha", "beta", "gamma", "delta"}}
