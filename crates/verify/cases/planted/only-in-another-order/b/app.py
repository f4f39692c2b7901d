"""Keeps the currency of an event to itself."""

state = {"currency": "EUR"}


def handler(event, context):
    currency = state["currency"] = event.get("currency", state["currency"])
    return "{} {}".format(event["total"], currency)
