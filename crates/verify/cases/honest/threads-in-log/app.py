"""Logs from threads as they come."""

import logging
import random
import threading
import time

logger = logging.getLogger()


def work(number):
    time.sleep(random.random() / 100)
    logger.warning("worker %d done", number)


def handler(event, context):
    threads = [threading.Thread(target=work, args=(number,)) for number in range(event["n"])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    logger.warning("all of %d done", event["n"])
    return event["n"]
