# === a copy by way of text
import json


def handler(event, context):
    copy = json.loads(json.dumps(event["order"]))  # WF412
    copy["seen"] = True
    return copy
# === through a variable
import json


def plain(item):
    text = json.dumps(item)
    return json.loads(text)  # WF412


def handler(event, context):
    return plain(event["item"])
# === near miss: the text is needed, or types are changed
import json
from decimal import Decimal


def handler(event, context):
    text = json.dumps(event["order"])
    print(text)
    other = json.loads(json.dumps(event["item"], default=str))
    numbers = json.loads(json.dumps(event["item"]), parse_float=Decimal)
    return json.loads(text), other, numbers
