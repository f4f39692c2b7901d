"""Looks something up."""

KNOWN = {"a": 1}


class UnknownItem(LookupError):
    """There is no such item."""


def handler(event, context):
    if event["id"] not in KNOWN:
        raise UnknownItem(event["id"])
    return KNOWN[event["id"]]
