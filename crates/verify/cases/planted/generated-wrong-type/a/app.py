"""Doubles a number."""


def handler(event, context):
    number = event["number"]
    if not isinstance(number, (int, float)):
        raise TypeError("number is no number")
    return number * 2
