"""The town's trams, from the file beside the code."""

import json
from pathlib import Path

import networkx as nx

MAP = Path(__file__).with_name("trams.json")


def load():
    """Returns stops, and between them how many minutes the line takes that serves both."""
    described = json.loads(MAP.read_text(encoding="utf-8"))
    town = nx.Graph(name=described["town"])
    for name, stop in described["stops"].items():
        town.add_node(name, position=tuple(stop["position"]), riders=stop["riders"])
    for line, service in described["lines"].items():
        for (a, b), minutes in zip(zip(service["stops"], service["stops"][1:]), service["minutes"]):
            town.add_edge(a, b, line=line, minutes=minutes)
    return town
