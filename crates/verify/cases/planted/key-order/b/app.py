"""Two members."""


def handler(event, context):
    return {"name": event["name"], "id": event["id"]}
