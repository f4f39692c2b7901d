# === waiting for the other side
import time


def handler(event, context):
    time.sleep(5)  # WF306
    return "done"
# === in a helper, under another name
from time import sleep


def pause():
    sleep(2)  # WF306


def handler(event, context):
    pause()
    return event["id"]
# === in a coroutine
import asyncio


async def work(event):
    await asyncio.sleep(3)  # WF306
    return event


def handler(event, context):
    return asyncio.run(work(event))
# === a limit on the rate
import time

import boto3

ses = boto3.client("ses")


def handler(event, context):
    for to in event["addresses"]:
        ses.send_email(Source="a@example.com", Destination={"ToAddresses": [to]}, Message={})
        time.sleep(0.1)  # WF306
# === near miss: between attempts
import random
import time

import requests


def handler(event, context):
    for attempt in range(4):
        try:
            return requests.get("https://example.com", timeout=1).json()
        except requests.RequestException:
            time.sleep(random.uniform(0, 2**attempt))
    delay = 0.1
    while True:
        answer = requests.get("https://example.com", timeout=1)
        if answer.status_code != 429:
            return answer.json()
        time.sleep(delay)
        delay *= 2
# === near miss: nothing at all, and a sleep that is not one
import asyncio
import time


class Bed:
    def sleep(self, hours):
        return hours


async def give_way():
    await asyncio.sleep(0)


def handler(event, context):
    time.sleep(0)
    asyncio.run(give_way())
    return Bed().sleep(8)
