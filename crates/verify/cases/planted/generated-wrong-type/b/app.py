"""Doubles a number."""


def handler(event, context):
    number = event["number"]
    return number * 2
