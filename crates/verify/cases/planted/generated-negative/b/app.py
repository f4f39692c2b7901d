"""Books an amount."""


def handler(event, context):
    amount = event["booking"]["amount"]
    if amount < -10:
        raise ValueError("amount is negative")
    return {"booked": amount}
