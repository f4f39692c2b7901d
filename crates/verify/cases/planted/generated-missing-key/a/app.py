"""Greets, by default in English."""

GREETINGS = {"en": "Hello", "de": "Hallo"}


def handler(event, context):
    if "name" not in event:
        return {"statusCode": 400, "body": "name is missing"}
    return {"statusCode": 200, "body": GREETINGS[event["language"]] + " " + event["name"]}
