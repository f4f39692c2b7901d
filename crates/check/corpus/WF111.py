# === a table of rates parsed for each invocation
import json


def rates():
    with open("rates.json") as file:
        return json.load(file)  # WF111


def handler(event, context):
    return rates()[event["currency"]]
# === YAML beside the module
from pathlib import Path

import yaml

HERE = Path(__file__).parent


def handler(event, context):
    rules = yaml.safe_load((HERE / "rules.yaml").read_text())  # WF111
    return rules[event["kind"]]
# === near miss: the event's file
import json


def handler(event, context):
    with open(event["path"]) as file:
        return json.load(file)
# === near miss: written by this invocation
import json


def handler(event, context):
    with open("/tmp/work.json", "w") as file:
        json.dump(event, file)
    with open("/tmp/work.json") as file:
        return json.load(file)
# === near miss: at init
import json

with open("rates.json") as file:
    RATES = json.load(file)


def handler(event, context):
    return RATES[event["currency"]]
