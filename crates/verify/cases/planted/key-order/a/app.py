"""Two members."""


def handler(event, context):
    return {"id": event["id"], "name": event["name"]}
