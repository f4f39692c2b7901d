"""Asks three services at the same time."""

import os
from concurrent.futures import ThreadPoolExecutor

import requests

SERVICES = os.environ["SERVICES_URL"]
session = requests.Session()
pool = ThreadPoolExecutor(3)


def ask(path, **parameters):
    answer = session.get(f"{SERVICES}/{path}", params=parameters, timeout=5)
    answer.raise_for_status()
    return answer.json()


def handler(event, context):
    stock = pool.submit(ask, "stock", sku=event["sku"])
    prices = pool.submit(ask, "prices", sku=event["sku"])
    shipping = pool.submit(ask, "shipping", country=event["country"])
    n = sum(each["n"] for each in stock.result()["warehouses"])
    return {"n": n, "total": prices.result()["steps"][0]["each"] + shipping.result()["price"]}
