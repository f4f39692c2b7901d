"""Answers questions on who knows whom: ways, circles and influence in a graph."""

import logging

import igraph

logger = logging.getLogger(__name__)
logger.setLevel(logging.INFO)


class Unknown(Exception):
    """The question is none that can be answered."""


def made(event):
    """Makes the graph of an event: either its own, or one that grows by preference."""
    if "friends" in event:
        return igraph.Graph.TupleList([tuple(pair) for pair in event["friends"]])
    # Not at random: the same graph for the same size.
    size = int(event.get("size", 100))
    return igraph.Graph([(n, (n * n + 3) % n) for n in range(2, size)])


def answer(graph, event):
    """Answers one question."""
    question = event.get("question")
    if question == "pagerank":
        return [round(rank, 6) for rank in graph.pagerank()[: event.get("most", 10)]]
    if question == "reach":
        vertices, layers, parents = graph.bfs(event.get("from", 0))
        return {"order": vertices[:20], "layers": layers, "parents": parents[:20]}
    if question == "bridges":
        return {
            "weight": len(graph.spanning_tree(weights=None).es),
            "parts": len(graph.components()),
        }
    raise Unknown(f"no such question: {question}")


def handler(event, context):
    """Answers an event's `question`."""
    graph = made(event)
    logger.info("%d people, %d friendships", graph.vcount(), graph.ecount())
    return {"people": graph.vcount(), "answer": answer(graph, event)}
