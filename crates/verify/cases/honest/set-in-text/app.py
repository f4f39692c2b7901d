"""Puts a set into an error message."""


def handler(event, context):
    allowed = {"create", "update", "delete"}
    raise ValueError("{} is none of {}".format(event["id"], allowed))
