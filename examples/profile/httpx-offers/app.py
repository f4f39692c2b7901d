"""Makes an offer: asks what is in stock, what it costs, and what sending it takes."""

import asyncio
import logging
import os

import httpx

logger = logging.getLogger(__name__)
logger.setLevel(logging.INFO)

SERVICES = os.environ.get("SERVICES_URL", "http://127.0.0.1:8090")
DEADLINE = httpx.Timeout(5.0)


class Unavailable(Exception):
    """A service that did not answer as it should."""


async def ask(client, path, **parameters):
    """Returns what a service answers."""
    try:
        answer = await client.get(f"{SERVICES}/{path}", params=parameters)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise Unavailable(f"{path}: {type(error).__name__}") from error
    return answer.json()


async def in_stock(client, sku):
    """Returns how many there are, over all warehouses."""
    answer = await ask(client, "stock", sku=sku)
    return sum(each["n"] for each in answer["warehouses"])


async def price(client, sku, quantity):
    """Returns the price of so many, as the price list has it."""
    answer = await ask(client, "prices", sku=sku)
    steps = [step for step in answer["steps"] if step["from"] <= quantity]
    return steps[-1]["each"] * quantity


async def shipping(client, country):
    """Returns what sending a parcel to a country costs, and how long it takes."""
    answer = await ask(client, "shipping", country=country)
    return answer["price"], answer["days"]


async def offer(sku, quantity, country):
    """Returns an offer, or why there is none."""
    async with httpx.AsyncClient(timeout=DEADLINE) as client:
        n = await in_stock(client, sku)
        goods = await price(client, sku, quantity)
        parcel, days = await shipping(client, country)
    if n < quantity:
        return {"sku": sku, "error": f"{n} are left"}
    return {"sku": sku, "total": round(goods + parcel, 2), "days": days}


def handler(event, context):
    """Answers `{"sku", "quantity", "country"}`."""
    try:
        return asyncio.run(
            offer(event["sku"], event.get("quantity", 1), event.get("country", "DE"))
        )
    except Unavailable as failure:
        logger.warning("no offer: %s", failure)
        return {"sku": event["sku"], "error": "try again later"}
