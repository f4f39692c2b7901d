"""What was asked of MongoDB and what it answered, for a survey."""

_READS = {"find", "aggregate", "count", "distinct", "getMore", "listCollections", "listIndexes"}

#: What a driver adds to a command by itself.
_ADDED = {"lsid", "$clusterTime", "$db", "$readPreference", "txnNumber", "operationTime", "ok"}


def asked(calls, span, command):
    """Adds what was asked."""
    values = calls.load("warmfront_calls_values")
    parameters = {name: value for name, value in command.items() if name not in _ADDED}
    values.describe(span, parameters)
    attributes = span.attributes
    stages = parameters.get("pipeline") or ()
    writes = any("$out" in stage or "$merge" in stage for stage in stages)
    attributes["reads"] = span.operation in _READS and not writes
    attributes["projected"] = bool(parameters.get("projection")) or any(
        "$project" in stage for stage in stages
    )


def answered(calls, span, reply):
    """Adds what was answered."""
    values = calls.load("warmfront_calls_values")
    answer = {name: value for name, value in reply.items() if name not in _ADDED}
    values.answer(span, answer)
    cursor = answer.get("cursor")
    if isinstance(cursor, dict):
        found = cursor.get("firstBatch") or cursor.get("nextBatch") or ()
        values.add_sizes(span.attributes.setdefault("fields", {}), found)
