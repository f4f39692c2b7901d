# === a loop for one thing at a time
import asyncio

import httpx

web = httpx.AsyncClient(timeout=2)


async def fetch(url):
    answer = await web.get(url)
    return answer.json()


def handler(event, context):
    return asyncio.run(fetch(event["url"]))  # WF411
# === nothing in it is awaited
import asyncio


async def total(lines):
    return sum(line["price"] for line in lines)


def handler(event, context):
    return asyncio.run(total(event["lines"]))  # WF411
# === near miss: several at once
import asyncio

import httpx

web = httpx.AsyncClient(timeout=2)


async def fetch(url):
    return (await web.get(url)).json()


async def both(urls):
    return await asyncio.gather(*(fetch(url) for url in urls))


async def grouped(urls):
    async with asyncio.TaskGroup() as group:
        return [group.create_task(fetch(url)) for url in urls]


def handler(event, context):
    return asyncio.run(both(event["urls"])), asyncio.run(grouped(event["urls"]))
# === a stream that only a loop of events reads
import asyncio


async def collect(stream):
    return [line async for line in stream]


def handler(event, context):
    return asyncio.run(collect(event["stream"]))
