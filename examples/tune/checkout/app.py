"""Calls five services one after the other and computes between the calls."""

import time


def handler(event, context):
    total = 0
    for call in range(5):
        time.sleep(0.012)
        total += sum(number * number % 97 for number in range(60_000))
    return {"total": total}
