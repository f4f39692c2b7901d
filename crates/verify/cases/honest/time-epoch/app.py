"""Returns seconds, milliseconds and nanoseconds since 1970."""

import time


def handler(event, context):
    now = time.time()
    return {"s": int(now), "ms": int(now * 1000), "float": now, "ns": time.time_ns()}
