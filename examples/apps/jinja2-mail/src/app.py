"""Writes the mails of a shop, in the customer's language, with styles that mail programs keep."""

import logging

from mail import UnknownTemplate, written

logger = logging.getLogger(__name__)
logger.setLevel(logging.INFO)


def handler(event, context):
    """Writes one mail for each message of an SNS topic; an unknown template is an error."""
    mails = []
    for record in event["Records"]:
        message = record["Sns"]
        attributes = {name: each["Value"] for name, each in message["MessageAttributes"].items()}
        try:
            mail = written(attributes["template"], attributes["locale"], message["Message"])
        except UnknownTemplate:
            logger.error("no template for %s", message["MessageId"])
            raise
        logger.info("wrote %r for %s", mail["subject"], message["MessageId"])
        mails.append(mail)
    return {"mails": mails}
