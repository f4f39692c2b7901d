import json
import os

HERE = os.path.dirname(__file__)


def required():
    with open(os.path.join(HERE, "docs", "schema.json")) as file:
        return json.load(file)["required"]
