# === a list that only grows
SEEN = []


def handler(event, context):
    SEEN.append(event["id"])  # WF408
    return len(SEEN)
# === a dictionary by the event's key, in a helper's module
from cache import remember


def handler(event, context):
    return remember(event["user"], event["name"])
# --- cache.py
_names = {}


def remember(user, name):
    _names[user] = name  # WF408
    return name
# === near miss: emptied, bounded or local
from collections import deque

SEEN = []
LAST = deque(maxlen=100)
NAMES = {}
OPEN = {}


def handler(event, context):
    SEEN.append(event["id"])
    total = len(SEEN)
    SEEN.clear()
    LAST.append(event["id"])
    if len(NAMES) > 1000:
        NAMES.clear()
    NAMES[event["user"]] = event["name"]
    OPEN["last"] = event["id"]
    local = []
    local.append(total)
    return local
# === near miss: filled at import
ROUTES = {}


def route(path):
    def add(function):
        ROUTES[path] = function
        return function

    return add


@route("/health")
def health(event):
    return "ok"


def handler(event, context):
    return ROUTES[event["path"]](event)
