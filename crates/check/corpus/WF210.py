# === all that there is
from pandas import *  # WF210


def handler(event, context):
    return DataFrame(event["rows"]).sum().to_dict()
# === in a helper's module
from plot import draw


def handler(event, context):
    return draw(event["values"])
# --- plot.py
from matplotlib.pyplot import *  # WF210


def draw(values):
    plot(values)
# === near miss: light packages and the function's own
from math import *

from shapes import *


def handler(event, context):
    return area(event["r"]), pi
# --- shapes.py
def area(r):
    return r * r
