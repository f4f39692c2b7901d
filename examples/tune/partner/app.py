"""Waits for a partner's service, which now and then takes far longer."""

import random
import time

# The same waits in every environment, so that sizes can be told apart.
WAITS = random.Random(7)


def handler(event, context):
    time.sleep(0.03 * WAITS.lognormvariate(0, 0.5))
    return {"answer": sum(number * 3 % 11 for number in range(30_000))}
