"""Returns times in ISO 8601, with and without a zone."""

import datetime


def handler(event, context):
    now = datetime.datetime.now()
    zoned = datetime.datetime.now(datetime.timezone.utc)
    return {"id": event["id"], "now": now.isoformat(), "zoned": zoned.isoformat(timespec="seconds")}
