"""Forecasts how many parcels each depot handles, night by night."""

import logging
import os
import warnings

from depots import history
from forecast import METHODS, explained

warnings.filterwarnings("ignore", module="statsmodels")
logger = logging.getLogger(__name__)
logger.setLevel(logging.INFO)

MOST_WEEKS = int(os.environ.get("MOST_WEEKS", "26"))


def handler(event, context):
    """Answers a step of the planning workflow, which knows that a depot may be unknown."""
    weeks = min(int(event.get("weeks", 4)), MOST_WEEKS)
    forecasts = {}
    for depot in event["depots"]:
        parcels = history(depot)
        method = METHODS[event.get("method", "smoothing")]
        forecasts[depot] = method(parcels, weeks)
        logger.info("%s: %d weeks from %d", depot, weeks, len(parcels))
    answer = {"weeks": weeks, "forecasts": forecasts}
    if event.get("explain"):
        answer["drivers"] = {depot: explained(history(depot)) for depot in event["depots"]}
    return answer
