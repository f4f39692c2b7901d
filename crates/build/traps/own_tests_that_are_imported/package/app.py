from tests.shared import rules


def handler(event, context):
    return "small" if event["amount"] < rules.LIMIT else "large"
