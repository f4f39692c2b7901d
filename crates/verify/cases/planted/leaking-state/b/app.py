"""Collects errors of one event."""


def check(event, errors=[]):  # noqa: B006
    for name in ("id", "total"):
        if name not in event:
            errors.append("no " + name)
    return errors


def handler(event, context):
    return {"errors": check(event)}
