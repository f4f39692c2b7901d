# === a package that nothing uses
import json

import numpy as np  # WF203
import pandas  # WF203


def handler(event, context):
    return json.loads(event["body"])
# === in a helper's module
from prices import price


def handler(event, context):
    return price(event["sku"])
# --- prices.py
from sqlalchemy import create_engine, text  # WF203


def price(sku):
    return len(sku)
# === near miss: passed on, or for its effect
import matplotlib
import tensorflow  # noqa: F401
from pandas import DataFrame

matplotlib.use("Agg")

__all__ = ["DataFrame"]


def handler(event, context):
    return None
# === near miss: passed on by a package
from shop import DataFrame


def handler(event, context):
    return DataFrame(event["rows"]).to_dict()
# --- shop/__init__.py
from pandas import DataFrame
# === near miss: to learn whether it is there
try:
    import numpy

    HAS_NUMPY = True
except ImportError:
    HAS_NUMPY = False


def handler(event, context):
    return HAS_NUMPY
