"""Collects what tasks return, the first first."""

import asyncio
import random


async def work(number):
    await asyncio.sleep(random.random() / 100)
    return number * number


async def gather(n):
    tasks = [asyncio.ensure_future(work(number)) for number in range(n)]
    return [await task for task in asyncio.as_completed(tasks)]


def handler(event, context):
    return asyncio.run(gather(event["n"]))
