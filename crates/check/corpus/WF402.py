# === the event, as text with indents
import json


def handler(event, context):
    print(json.dumps(event, indent=2))  # WF402
    return {"statusCode": 200}
# === by a logger
import json
import logging

logger = logging.getLogger()


def lambda_handler(event, context):
    logger.info("event: %s", json.dumps(event))  # WF402
    logger.info(f"Received {event}")  # WF402
    return {"statusCode": 200}
# === as it comes, in a helper
from aws_lambda_powertools import Logger

logger = Logger()


def trace(event):
    logger.info(event)  # WF402


def handler(event, context):
    trace(event)
    return event["id"]
# === Powertools is told to
from aws_lambda_powertools import Logger

logger = Logger()


@logger.inject_lambda_context(log_event=True)  # WF402
def handler(event, context):
    return event["id"]
# === near miss: a part, or only when looked for
import logging

logger = logging.getLogger()


def handler(event, context):
    logger.info("order %s", event["id"])
    logger.debug("event %s", event)
    print(f"{len(event['lines'])} lines of {event.get('id')}")
    if event.get("trace"):
        logger.debug(event)
    return {"statusCode": 200}
# === near miss: what is refused is logged whole
import logging

logger = logging.getLogger()


def handler(event, context):
    try:
        return event["order"]["id"]
    except KeyError:
        logger.exception("no order in %s", event)
        raise
