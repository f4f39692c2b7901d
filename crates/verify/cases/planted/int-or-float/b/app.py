"""Counts pages."""


def handler(event, context):
    return {"pages": event["rows"] / 10}
