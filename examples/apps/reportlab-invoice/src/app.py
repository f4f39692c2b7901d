"""Makes an invoice as PDF for the customer, and as a spreadsheet for the accounts."""

import base64
import logging
import os
import tempfile
from pathlib import Path

from amounts import Invalid, checked
from page import pdf
from spreadsheet import spreadsheet

logger = logging.getLogger(__name__)
logger.setLevel(logging.INFO)

FOLDER = Path(os.environ.get("OUTPUT_FOLDER", tempfile.gettempdir()))


def handler(event, context):
    """Answers the event of an order that was shipped."""
    order = event["detail"]
    try:
        invoice = checked(order)
    except Invalid as invalid:
        logger.error("order %s: %s", order.get("number"), invalid)
        raise
    document, n_pages = pdf(invoice)
    file = FOLDER / f"{invoice['number']}.xlsx"
    rows = spreadsheet(invoice, file)
    logger.info("invoice %s: %d pages", invoice["number"], n_pages)
    return {
        "number": invoice["number"],
        "total": str(invoice["total"]),
        "pdf": {"pages": n_pages, "begins": document[:8].decode("latin-1")},
        "inline": base64.b64encode(document).decode() if event.get("inline") else None,
        "spreadsheet": {"file": file.name, "rows": rows},
    }
