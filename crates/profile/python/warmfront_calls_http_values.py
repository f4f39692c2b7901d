"""What was asked over HTTP and what was answered, for a survey."""

import json

# Not `json.loads`, which may be looked at itself.
_decode = json.JSONDecoder().raw_decode

#: JSON up to this size is looked into.
_LARGEST = 5_000_000


def parsed(body):
    """Returns what JSON says, `None` if it is something else."""
    if isinstance(body, str):
        text = body
    elif isinstance(body, (bytes, bytearray)) and len(body) <= _LARGEST:
        try:
            text = bytes(body).decode("utf-8")
        except ValueError:
            return None
    else:
        return None
    text = text.strip()
    if text[:1] not in ("{", "["):
        return None
    try:
        value, end = _decode(text)
    except (ValueError, RecursionError):
        return None
    return value if end == len(text) else None


def describe(calls, span, url, sent, body):
    """Adds what was asked, and what was answered if that is at hand.

    A request that is part of another call is told there.
    """
    if span.parent is not None and not span.parent.end and span.parent.kind in ("aws", "http"):
        return
    values = calls.load("warmfront_calls_values")
    path, _, query = url.partition("?")
    # The host is the span's target.
    path = path.partition("://")[2].partition("/")[2] if "://" in path else path
    named = dict(pair.partition("=")[::2] for pair in query.split("&") if pair)
    content = parsed(sent)
    asked = {"path": path.split("/"), "query": named, "body": sent if content is None else content}
    values.describe(span, asked, ",".join(sorted(named)))
    attributes = span.attributes
    attributes["parameters"] = sorted(named)
    attributes["reads"] = span.operation in ("GET", "HEAD", "OPTIONS")
    if isinstance(body, (bytes, bytearray)):
        answered(calls, span, bytes(body))


def answered(calls, span, body):
    """Adds a body to the request that it answers."""
    values = calls.load("warmfront_calls_values")
    attributes = span.attributes
    attributes["answer"] = values.digest(body)
    value = parsed(body)
    if value is None:
        return
    attributes["outputs"] = values.leaves(value)
    items = value if isinstance(value, list) else [value]
    values.add_sizes(attributes.setdefault("fields", {}), items)
    if isinstance(value, list):
        attributes["rows"] = len(value)
