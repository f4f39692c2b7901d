# === the version, looked up at import
from importlib.metadata import version

VERSION = version("shop")  # WF216


def handler(event, context):
    return {"version": VERSION}
# === all entry points, in a helper's module
from plugins import PLUGINS


def handler(event, context):
    return len(PLUGINS)
# --- plugins.py
import importlib.metadata

PLUGINS = list(importlib.metadata.entry_points(group="shop"))  # WF216
# === near miss: when it is asked for
import importlib.metadata


def handler(event, context):
    if event["path"] == "/version":
        return importlib.metadata.version("shop")
    return None
