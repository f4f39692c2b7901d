"""Tells which delivery zone an address is in, and how far it is from its border."""

import logging

import numpy as np
from shapely.geometry import Point, Polygon

logger = logging.getLogger(__name__)
logger.setLevel(logging.INFO)

ZONES = {
    "centre": Polygon([(0, 0), (4, 0), (4, 3), (0, 3)]),
    "harbour": Polygon([(4, 0), (9, -1), (8, 4), (4, 3)]),
    "hills": Polygon([(0, 3), (4, 3), (8, 4), (3, 9), (-2, 6)]),
}


def zone(point):
    """Returns the zone of a point; none where nobody delivers."""
    return next((name for name, area in ZONES.items() if area.covers(point)), None)


def handler(event, context):
    """Answers for each of `addresses`."""
    found = []
    for x, y in event["addresses"]:
        point = Point(float(x), float(y))
        name = zone(point)
        border = ZONES[name].exterior.distance(point) if name else None
        found.append({"zone": name, "to_border": border and round(border, 4)})
    middle = np.asarray(event["addresses"], dtype=float).mean(axis=0)
    logger.info("%d addresses around %s", len(found), middle.tolist())
    return {"zones": found, "middle": [round(float(part), 4) for part in middle]}
