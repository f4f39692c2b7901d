# === boto3 stands in the way of the loop
import asyncio

import boto3

s3 = boto3.client("s3")


async def size(key):
    return s3.head_object(Bucket="b", Key=key)["ContentLength"]  # WF404


async def work(keys):
    return await asyncio.gather(*(size(key) for key in keys))


def handler(event, context):
    return sum(asyncio.run(work(event["keys"])))
# === requests, and a sleep, in a route
import time

import requests
from fastapi import FastAPI
from mangum import Mangum

app = FastAPI()
web = requests.Session()


@app.get("/rates")
async def rates():
    time.sleep(0.1)  # WF404
    return web.get("https://example.com/rates", timeout=2).json()  # WF404


handler = Mangum(app)
# === near miss: handed to threads, or awaited
import asyncio

import boto3
import httpx

s3 = boto3.client("s3")
web = httpx.AsyncClient()


async def work(keys):
    sizes = await asyncio.gather(
        *(asyncio.to_thread(s3.head_object, Bucket="b", Key=key) for key in keys)
    )
    await web.get("https://example.com", timeout=2)
    await asyncio.sleep(0.1)
    return sizes


def handler(event, context):
    return asyncio.run(work(event["keys"]))
# === near miss: a route that is no coroutine
import requests
from fastapi import FastAPI
from mangum import Mangum

app = FastAPI()
web = requests.Session()


@app.get("/rates")
def rates():
    return web.get("https://example.com/rates", timeout=2).json()


handler = Mangum(app)
