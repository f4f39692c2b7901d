# === the body, parsed by two helpers
import json


def user(event):
    return json.loads(event["body"])["user"]


def handler(event, context):
    body = json.loads(event["body"])
    again = json.loads(event["body"])  # WF401
    return user(event), body["id"], again["total"]
# === a variable, parsed twice
import json

import requests

web = requests.Session()


def handler(event, context):
    answer = web.get("https://example.com/rates", timeout=2)
    first = answer.json()["eur"]
    second = answer.json()["usd"]  # WF401
    return first / second
# === in the loop, though it never changes
import json


def handler(event, context):
    found = []
    for line in event["lines"]:
        rates = json.loads(event["rates"])  # WF401
        found.append(line["price"] * rates[line["currency"]])
    return found
# === near miss: another text each time
import json


def handler(event, context):
    orders = [json.loads(record["body"]) for record in event["Records"]]
    text = event["first"]
    one = json.loads(text)
    text = event["second"]
    two = json.loads(text)
    return orders, one, two
# === near miss: either the one or the other
import json


def handler(event, context):
    if event.get("isBase64Encoded"):
        return json.loads(event["body"])["id"]
    return json.loads(event["body"])["name"]
# === near miss: a copy that is changed
import json


def handler(event, context):
    before = json.loads(event["body"])
    after = json.loads(event["body"])
    after["seen"] = True
    return before, after
