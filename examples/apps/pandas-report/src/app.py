"""Reports on the sales of a month, for the mail that the sales team gets on the first."""

import logging

from report import Empty, summary
from sales import load

logger = logging.getLogger(__name__)
logger.setLevel(logging.INFO)

SALES = load()


def handler(event, context):
    """Answers a schedule's event: `month`, and how the figures are wanted."""
    month = event["detail"]["month"]
    zone = event["detail"].get("timezone", "Europe/Berlin")
    try:
        report = summary(SALES, month, zone, event["detail"].get("currency", "EUR"))
    except Empty as empty:
        logger.warning("nothing to report: %s", empty)
        return {"month": month, "orders": 0, "reason": str(empty)}
    logger.info("reported %d orders of %s", report["orders"], month)
    return report
