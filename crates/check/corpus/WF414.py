# === collected for each invocation
import gc


def handler(event, context):
    total = sum(line["price"] for line in event["lines"])
    gc.collect()  # WF414
    return total
# === in a helper
from gc import collect


def clean():
    collect()  # WF414


def handler(event, context):
    try:
        return event["id"]
    finally:
        clean()
# === near miss: at init
import gc

gc.collect()
gc.freeze()


def handler(event, context):
    return event["id"]
