# === text that nobody reads
import json
import logging

logger = logging.getLogger(__name__)


def handler(event, context):
    logger.debug("order " + json.dumps(event["order"]))  # WF403
    logger.debug(f"order {json.dumps(event['order'], indent=2)}")  # WF403
    return event["order"]["id"]
# === made by a call, in a helper
import logging
from pprint import pformat

log = logging.getLogger("shop")


def price(lines):
    log.debug("lines: %s", pformat(lines))  # WF403
    return sum(line["price"] for line in lines)


def handler(event, context):
    return price(event["lines"])
# === near miss: made when it is wanted
import json
import logging

logger = logging.getLogger(__name__)


def handler(event, context):
    logger.debug("order %s", event["order"])
    logger.debug(f"order {event['id']}")
    if logger.isEnabledFor(logging.DEBUG):
        logger.debug(json.dumps(event["order"]))
    logger.info(json.dumps({"id": event["id"]}))
    return event["id"]
