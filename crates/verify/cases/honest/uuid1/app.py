"""Makes a UUID of time and machine."""

import uuid


def handler(event, context):
    return {"id": uuid.uuid1().hex, "urn": uuid.uuid4().urn}
