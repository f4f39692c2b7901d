# === for annotations only
from __future__ import annotations

import pandas as pd  # WF202


def total(frame: pd.DataFrame) -> float:
    return float(frame.sum().sum())


def handler(event, context):
    return {"ok": True}
# === in annotations that are text
from sqlalchemy.orm import Session  # WF202


def find(session: "Session", number: int) -> "list[Session]":
    return session.get(number)


def handler(event, context):
    return find(event["session"], 1)
# === only for the type checker already
from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def total(frame: pd.DataFrame) -> float:
    return float(frame.sum())


def handler(event, context):
    return total(event["frame"])
# === near miss: used as well
from __future__ import annotations

import numpy as np


def mean(values: np.ndarray) -> float:
    return float(np.mean(values))


def handler(event, context):
    return mean(event["values"])
# === near miss: evaluated when the function is defined
import pandas as pd


def total(frame: pd.DataFrame) -> float:
    return float(frame.sum())


def handler(event, context):
    return total(event["frame"])
# === near miss: a model reads its annotations
from __future__ import annotations

import numpy as np
from pydantic import BaseModel


class Row(BaseModel):
    values: np.ndarray


def handler(event, context):
    return Row(values=event["values"]).model_dump()
