"""Tags, in no order."""


def handler(event, context):
    tags = {"new", "sale", "blue", "gift"} | set(event["tags"])
    return {"tags": list(tags)}
