# === deferred and then used at once
lazy import pandas as pd  # WF213

EMPTY = pd.DataFrame()


def handler(event, context):
    return EMPTY.to_dict()
# === deferred, then a base class
lazy from sqlalchemy.orm import DeclarativeBase  # WF213


class Base(DeclarativeBase):
    pass


def handler(event, context):
    return Base.metadata
# === near miss: used in functions only
lazy import pandas as pd


def handler(event, context):
    return pd.DataFrame(event["rows"]).to_dict()
