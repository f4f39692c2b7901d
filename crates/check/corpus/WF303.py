# === requests waits for ever
import requests


def handler(event, context):
    return requests.get("https://example.com/rates").json()  # WF303
# === a session's method, in a helper
import requests

web = requests.Session()


def charge(order):
    return web.post("https://pay.example.com", json=order)  # WF303


def handler(event, context):
    return charge(event["order"]).status_code
# === the standard library
import urllib.request
from http.client import HTTPSConnection
from socket import create_connection


def handler(event, context):
    with urllib.request.urlopen("https://example.com/rates") as answer:  # WF303
        answer.read()
    wire = HTTPSConnection("example.com")  # WF303
    wire.request("GET", "/")
    create_connection(("example.com", 25)).close()  # WF303
# === told to have none
import httpx
import requests


def handler(event, context):
    httpx.get("https://example.com", timeout=None)  # WF303
    return requests.get("https://example.com", timeout=None).text  # WF303
# === near miss: with one, in each way to say it
import httpx
import requests
import urllib3

web = httpx.Client()
http = urllib3.PoolManager(timeout=urllib3.Timeout(3))
OPTIONS = {"timeout": 3}


def handler(event, context):
    requests.get("https://example.com", timeout=(1, 3))
    requests.get("https://example.com", **OPTIONS)
    web.get("https://example.com")
    http.request("GET", "https://example.com")
# === near miss: an adapter gives it
import requests
from requests.adapters import HTTPAdapter


class Patient(HTTPAdapter):
    def send(self, request, **options):
        options["timeout"] = options.get("timeout") or 3
        return super().send(request, **options)


web = requests.Session()
web.mount("https://", Patient())


def handler(event, context):
    return web.get("https://example.com").json()
# === near miss: not the network's
def handler(event, context):
    requests = {"a": 1}
    return requests.get("a"), event.get("https://example.com")
