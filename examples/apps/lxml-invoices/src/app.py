"""Takes invoices in XML from a bucket's queue, checks them and hands them on as JSON."""

import json
import logging

from invoice import Invalid, read

logger = logging.getLogger(__name__)
logger.setLevel(logging.INFO)


def handler(event, context):
    """Handles a batch of SQS: what is invalid goes to the accountants, the broken is retried."""
    taken, refused, failed = [], [], []
    for record in event["Records"]:
        try:
            taken.append(read(record["body"].encode()))
        except Invalid as invalid:
            logger.warning("refused %s: %s", record["messageId"], invalid)
            refused.append({"message": record["messageId"], "problems": invalid.problems})
        except ValueError as error:
            logger.error("broken %s: %s", record["messageId"], error)
            failed.append({"itemIdentifier": record["messageId"]})
    logger.info(json.dumps({"taken": len(taken), "refused": len(refused), "failed": len(failed)}))
    return {"batchItemFailures": failed, "taken": taken, "refused": refused}
