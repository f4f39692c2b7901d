"""Prints an object with its address."""


class Client:
    """Has no display of its own."""


def handler(event, context):
    print("using", Client(), handler)
    return {"client": repr(Client()), "n": event["n"]}
