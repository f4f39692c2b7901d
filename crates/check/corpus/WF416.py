# === a pattern that is compiled once all the same
import re


def handler(event, context):
    pattern = re.compile(r"^[A-Z]{2}\d+$")  # WF416
    return bool(pattern.match(event["sku"]))
# === near miss: of the event's, or at init
import re

SKU = re.compile(r"^[A-Z]{2}\d+$")


def handler(event, context):
    return bool(SKU.match(event["sku"])), re.compile(event["pattern"])
