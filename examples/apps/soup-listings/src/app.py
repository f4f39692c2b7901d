"""Reads the page of a flea market's sellers, and values it in the reader's currency."""

import json
import logging
import os

import httpx
from listings import read
from rates import Rates

logger = logging.getLogger(__name__)
logger.setLevel(logging.INFO)

client = httpx.Client(base_url=os.environ["SERVICES_URL"], timeout=5.0)
rates = Rates(client)


def handler(event, context):
    """Answers with the listings of `page`, in `currency`, as of the day it was fetched."""
    try:
        response = client.get(f"/pages/{event['page']}")
        response.raise_for_status()
        rate = rates.to(event.get("currency", "EUR"))
    except httpx.HTTPStatusError as error:
        logger.warning("%s: %d", error.request.url.path, error.response.status_code)
        return {"page": event["page"], "error": error.response.reason_phrase}
    found = [
        {**listing, "price": round(listing["price"] * rate, 2)}
        for listing in read(response.text, event["as_of"])
    ]
    found.sort(key=lambda listing: (listing["price"], listing["title"]))
    logger.info(json.dumps({"page": event["page"], "n": len(found)}))
    return {"page": event["page"], "listings": found, "encoding": response.encoding}
