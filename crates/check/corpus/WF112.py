# === one more handler for each invocation
import logging
import sys

logger = logging.getLogger("shop")


def handler(event, context):
    stream = logging.StreamHandler(sys.stdout)
    logger.addHandler(stream)  # WF112
    logger.info("order %s", event["id"])
# === in a helper that is called for each invocation
import logging


def get_logger(name):
    logger = logging.getLogger(name)
    logger.setLevel(logging.INFO)
    logger.addHandler(logging.StreamHandler())  # WF112
    return logger


def handler(event, context):
    get_logger("shop").info("order %s", event["id"])
# === near miss: once, at init
import logging

logger = logging.getLogger("shop")
logger.addHandler(logging.StreamHandler())


def handler(event, context):
    logger.info("order %s", event["id"])
# === near miss: only if there is none, or removed again
import io
import logging

logger = logging.getLogger("shop")


def ready():
    if not logger.handlers:
        logger.addHandler(logging.StreamHandler())
    return logger


def handler(event, context):
    ready().info("order")
    memory = logging.StreamHandler(io.StringIO())
    logger.addHandler(memory)
    try:
        logger.info("captured")
    finally:
        logger.removeHandler(memory)
# === handlers that exist already
import logging

source = logging.getLogger("source")


def handler(event, context):
    logger = logging.getLogger("app")
    for each in source.handlers:
        logger.addHandler(each)
# === a logger that has its handlers
import logging

logger = logging.getLogger("app")


def set_up():
    logger.addHandler(logging.StreamHandler())


def handler(event, context):
    if not logger.handlers:
        set_up()
