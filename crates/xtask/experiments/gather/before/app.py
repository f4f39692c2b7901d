"""Asks three services, one await after the other."""

import asyncio
import os

import aiohttp

SERVICES = os.environ["SERVICES_URL"]


async def ask(session, path, **parameters):
    async with session.get(f"{SERVICES}/{path}", params=parameters) as answer:
        answer.raise_for_status()
        return await answer.json()


async def offer(event):
    async with aiohttp.ClientSession() as session:
        stock = await ask(session, "stock", sku=event["sku"])
        prices = await ask(session, "prices", sku=event["sku"])
        shipping = await ask(session, "shipping", country=event["country"])
    n = sum(each["n"] for each in stock["warehouses"])
    return {"n": n, "total": prices["steps"][0]["each"] + shipping["price"]}


def handler(event, context):
    return asyncio.run(offer(event))
