"""Depends on when weak references die."""

import gc
import weakref


class Node:
    """Refers to itself."""


def handler(event, context):
    node = Node()
    node.me = node
    known = weakref.WeakSet([node])
    del node
    before = len(known)
    collected = gc.collect()
    print("collected", collected, "counts", gc.get_count())
    return {"before": before, "after": len(known)}
