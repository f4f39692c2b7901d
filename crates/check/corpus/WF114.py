# === a model in a function
from pydantic import BaseModel


def handler(event, context):
    class Order(BaseModel):  # WF114
        id: str
        total: float

    return Order(**event["order"]).model_dump()
# === a dataclass and a tuple in a helper
from collections import namedtuple
from dataclasses import dataclass


def shape(rows):
    Point = namedtuple("Point", "x y")  # WF114

    @dataclass  # WF114
    class Box:
        low: Point
        high: Point

    points = [Point(*row) for row in rows]
    return Box(min(points), max(points))


def handler(event, context):
    return str(shape(event["rows"]))
# === near miss: at module level
from collections import namedtuple

Point = namedtuple("Point", "x y")


class Holder:
    class Nested:
        pass


def handler(event, context):
    return Point(**event)
# === near miss: in a cached factory, and a plain class
from functools import cache

from pydantic import create_model


@cache
def model():
    return create_model("Order", id=(str, ...))


def handler(event, context):
    class Refusal(Exception):
        pass

    try:
        return model()(**event).id
    except Refusal:
        return None
# === a model whose fields the event names
import pydantic


def handler(event, context):
    fields = {name: (str, ...) for name in event["fields"]}
    return pydantic.create_model("Row", **fields)(**event["row"]).model_dump()
# === a model with the limits of a customer
from pydantic import BaseModel, Field


def handler(event, context):
    most = event["most"]

    class Order(BaseModel):
        lines: list = Field(max_length=most)

    return Order(**event["order"]).model_dump()
