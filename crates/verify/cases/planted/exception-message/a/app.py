"""Refuses what is too much."""


def handler(event, context):
    if event["amount"] > 100:
        raise ValueError("amount {} is over the limit of 100".format(event["amount"]))
    return {"amount": event["amount"]}
