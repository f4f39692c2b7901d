"""Questions to the graph of stops."""

from itertools import islice

import networkx as nx


def told(town, way):
    """Returns a way as passengers read it."""
    steps = list(zip(way, way[1:]))
    lines = [town.edges[step]["line"] for step in steps]
    return {
        "stops": way,
        "minutes": sum(town.edges[step]["minutes"] for step in steps),
        "changes": sum(before != after for before, after in zip(lines, lines[1:])),
    }


def quickest(town, start, end):
    """Returns the quickest way, looking in the direction of the goal first."""

    def beeline(stop, goal):
        (x, y), (u, v) = town.nodes[stop]["position"], town.nodes[goal]["position"]
        return 0.8 * ((x - u) ** 2 + (y - v) ** 2) ** 0.5

    return told(town, nx.astar_path(town, start, end, heuristic=beeline, weight="minutes"))


def detours(town, start, end, n=3):
    """Returns the best ways, the quickest first."""
    ways = nx.shortest_simple_paths(town, start, end, weight="minutes")
    return [told(town, way) for way in islice(ways, n)]


def reach(town, start, minutes):
    """Returns the stops within so many minutes."""
    times = nx.single_source_dijkstra_path_length(town, start, cutoff=minutes, weight="minutes")
    return {stop: times[stop] for stop in sorted(times, key=lambda stop: (times[stop], stop))}


def weakest(town, n=5):
    """Returns the stops whose loss hurts most, and those without which the town falls apart."""
    through = nx.betweenness_centrality(town, weight="minutes")
    riders = nx.get_node_attributes(town, "riders")
    rank = nx.pagerank(town, personalization=riders, weight=None)
    stops = sorted(town, key=lambda stop: (-round(through[stop], 6), stop))[:n]
    return {
        "stops": [
            {"stop": stop, "through": round(through[stop], 3), "rank": round(rank[stop], 3)}
            for stop in stops
        ],
        "cut": sorted(nx.articulation_points(town)),
        "parts": nx.number_connected_components(town),
    }
