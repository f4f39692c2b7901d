"""An interest."""


def handler(event, context):
    return {"interest": event["capital"] * 0.0317 / 7.00000000001}
