"""Returns where an object lies."""


def handler(event, context):
    value = [event["id"]]
    return {"key": id(value), "hex": hex(id(value))}
