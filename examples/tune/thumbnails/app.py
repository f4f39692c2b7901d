"""Takes two clearly different times: one picture in four is not in the cache."""

import random
import time


def handler(event, context):
    if random.random() < 0.25:
        time.sleep(0.02)
        pixels = sum(number % 251 for number in range(500_000))
        return {"cached": False, "pixels": pixels}
    time.sleep(0.004)
    return {"cached": True, "pixels": sum(number % 251 for number in range(40_000))}
