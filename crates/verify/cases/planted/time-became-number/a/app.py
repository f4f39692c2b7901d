"""Says when."""

import datetime


def handler(event, context):
    now = datetime.datetime.now(datetime.timezone.utc)
    return {"id": event["id"], "at": now.isoformat()}
