"""Books an amount."""


def handler(event, context):
    amount = event["booking"]["amount"]
    if amount < 0:
        raise ValueError("amount is negative")
    return {"booked": amount}
