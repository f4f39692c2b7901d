"""Writes dates as people do."""

import time


def handler(event, context):
    return time.strftime("It is %A, %d %B %Y, %I:%M:%S %p; day %j of the year.")
