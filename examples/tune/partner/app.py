"""Waits for a partner's service, which now and then takes far longer."""

import itertools
import os
import time

# In another order in every environment, but all of them, so that sizes can be told apart.
WAITS = [0.021, 0.034, 0.017, 0.052, 0.026, 0.03, 0.019, 0.041, 0.024, 0.13]
REQUESTS = itertools.count(os.getpid() * 7)


def handler(event, context):
    time.sleep(WAITS[next(REQUESTS) % len(WAITS)])
    return {"answer": sum(number * 3 % 11 for number in range(30_000))}
