"""Returns a set of texts as a list."""


def handler(event, context):
    return {"tags": list({"red", "green", "blue", "black", event["id"]})}
