# === one request with a large library
import requests  # WF214


def handler(event, context):
    answer = requests.get("https://example.com/rates.json", timeout=3)
    return answer.json()
# === near miss: what it is good for
import requests

web = requests.Session()
web.auth = ("user", "secret")


def handler(event, context):
    return web.post("https://example.com", files={"a": b"1"}, timeout=3).json()
