"""Returns a length of time as a text."""

import datetime


def handler(event, context):
    begin = datetime.datetime.now()
    total = sum(range(event["n"] * 10000))
    return {"total": total, "took": str(datetime.datetime.now() - begin)}
