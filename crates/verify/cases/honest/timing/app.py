"""Logs how long it took."""

import logging
import time

logger = logging.getLogger()
logger.setLevel("INFO")


def handler(event, context):
    begin = time.perf_counter()
    total = sum(range(event["n"] * 1000))
    took = time.perf_counter() - begin
    logger.info("summed %d in %.3f ms", total, took * 1000)
    print("took", took, "seconds")
    return {"total": total, "took_ms": round(took * 1000, 2)}
