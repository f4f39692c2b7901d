"""Returns dates as HTTP and C write them."""

import email.utils
import time


def handler(event, context):
    headers = {
        "Date": email.utils.formatdate(usegmt=True),
        "Last-Modified": email.utils.formatdate(),
    }
    return {"statusCode": 200, "headers": headers, "body": time.ctime()}
