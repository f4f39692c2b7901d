# === one request, one connection
import requests


def handler(event, context):
    answer = requests.post("https://pay.example.com/charges", json=event, timeout=3)  # WF104
    return answer.json()
# === httpx, in a helper of another module
from rates import rate


def handler(event, context):
    return {"rate": rate(event["currency"])}
# --- rates.py
import httpx


def rate(currency):
    return httpx.get(f"https://rates.example.com/{currency}", timeout=2.0).json()["rate"]  # WF104
# === a session made for one invocation
import requests


def handler(event, context):
    with requests.Session() as web:  # WF104
        return web.get("https://example.com/a", timeout=3).status_code
# === a client of its own for each item
import httpx


def fetch(url):
    with httpx.Client(timeout=5) as client:  # WF104
        return client.get(url).text


def handler(event, context):
    return [fetch(url) for url in event["urls"]]
# === a pool for each invocation
import urllib3


def handler(event, context):
    http = urllib3.PoolManager()  # WF104
    return http.request("GET", "https://example.com", timeout=3.0).status
# === aiohttp
import asyncio

import aiohttp


async def fetch(url):
    async with aiohttp.ClientSession() as session:  # WF104
        async with session.get(url, timeout=aiohttp.ClientTimeout(total=3)) as answer:
            return await answer.text()


def handler(event, context):
    return asyncio.run(fetch(event["url"]))
# === near miss: one session for all
import requests

web = requests.Session()


def handler(event, context):
    return web.get("https://example.com", timeout=3).json()
# === near miss: at init
import requests

CONFIGURATION = requests.get("https://example.com/configuration.json", timeout=3).json()


def handler(event, context):
    return CONFIGURATION["greeting"]
# === near miss: a cached accessor
from functools import lru_cache

import httpx


@lru_cache
def web():
    return httpx.Client(timeout=2)


def handler(event, context):
    return web().get("https://example.com").status_code
# === near miss: what is called requests is a list
def handler(event, context):
    requests = event["requests"]
    return requests.get("first"), event.get("httpx")
