"""Tags, in no order."""


def handler(event, context):
    tags = {"new", "sale", "blue", "large", "gift"} | set(event["tags"])
    return {"tags": list(tags)}
