"""What the depots handled until now, from the file beside the code."""

from functools import lru_cache
from pathlib import Path

import pandas as pd

FILE = Path(__file__).with_name("parcels.csv")


class UnknownDepot(Exception):
    """There is no history of that depot."""


@lru_cache(maxsize=1)
def table():
    """Returns all depots, a row per week and depot."""
    return pd.read_csv(FILE, parse_dates=["week"])


def history(depot):
    """Returns the parcels of a depot by week, with what drives them."""
    found = table()[table()["depot"] == depot].set_index("week").sort_index()
    if found.empty:
        raise UnknownDepot(depot)
    return found.asfreq("W-MON")
