import os

ROOT = os.path.dirname(os.path.abspath(__file__))


def handler(event, context):
    with open(os.path.join(ROOT, "docs", event["path"])) as file:
        return file.read()
