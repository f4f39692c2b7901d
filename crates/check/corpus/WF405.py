# === Lambda does not await it
import httpx

web = httpx.AsyncClient(timeout=2)


async def handler(event, context):  # WF405
    return (await web.get("https://example.com")).json()
# === near miss: it is run
import asyncio


async def work(event):
    return event["id"]


def handler(event, context):
    return asyncio.run(work(event))
