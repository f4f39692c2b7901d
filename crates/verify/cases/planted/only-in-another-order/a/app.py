"""Keeps the currency of an event to itself."""

state = {"currency": "EUR"}


def handler(event, context):
    currency = event.get("currency", "EUR")
    return "{} {}".format(event["total"], currency)
