# === the old Pydantic within the new
from pydantic.v1 import BaseModel  # WF209


class Order(BaseModel):
    id: str


def handler(event, context):
    return Order(**event).dict()
# === by way of the package
from pydantic import v1 as pydantic  # WF209


class Order(pydantic.BaseModel):
    id: str


def handler(event, context):
    return Order(**event).dict()
# === near miss: the new one
from pydantic import BaseModel


class Order(BaseModel):
    id: str


def handler(event, context):
    return Order(**event).model_dump()
# === near miss: either
try:
    from pydantic.v1 import BaseModel
except ImportError:
    from pydantic import BaseModel


class Order(BaseModel):
    id: str


def handler(event, context):
    return Order(**event).dict()
