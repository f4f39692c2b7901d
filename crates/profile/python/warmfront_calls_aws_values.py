"""What was asked of AWS and what it answered, for a survey."""

#: Beginnings of names of operations that change nothing.
_READS = (
    "Get",
    "List",
    "Describe",
    "Head",
    "Query",
    "Scan",
    "BatchGet",
    "TransactGet",
    "Lookup",
    "Search",
    "Select",
    "FilterLog",
    "Decrypt",
    "Verify",
)

#: Operations that begin so and change something after all.
_WRITES = {"GetQueryResults", "GetAuthorizationToken"}

#: Types of DynamoDB, as its client has them: `{"S": "text"}`.
_TYPES = {"S", "N", "B", "SS", "NS", "BS", "M", "L", "BOOL", "NULL"}


def reads(service, operation):
    """Tells whether an operation changes nothing at the service."""
    if service == "STS":
        return True
    return operation.startswith(_READS) and operation not in _WRITES


def describe(calls, span, parameters, result):
    """Adds all of it."""
    values = calls.load("warmfront_calls_values")
    parameters = parameters if isinstance(parameters, dict) else {}
    attributes = span.attributes
    service, _, operation = span.operation.partition(".")
    values.describe(span, parameters)
    attributes["reads"] = reads(service, operation)
    answered = {name: value for name, value in result.items() if name != "ResponseMetadata"}
    values.answer(span, answered)
    if service == "DynamoDB":
        items, asked = _items(answered), [parameters, *_requests(parameters)]
        attributes["projected"] = any(
            "ProjectionExpression" in each or "AttributesToGet" in each for each in asked
        )
        if "ScannedCount" in answered:
            attributes["scanned"] = answered["ScannedCount"]
        values.add_sizes(attributes.setdefault("fields", {}), map(_plain, items))
        if items or "Responses" in answered:
            attributes["rows"] = len(items)


def _requests(parameters):
    requests = parameters.get("RequestItems")
    found = list(requests.values()) if isinstance(requests, dict) else []
    return [each for each in found if isinstance(each, dict)]


def _items(answered):
    items = list(answered.get("Items") or ())
    if answered.get("Item"):
        items.append(answered["Item"])
    responses = answered.get("Responses")
    if isinstance(responses, dict):
        for found in responses.values():
            items += found
    elif isinstance(responses, list):
        items += [each["Item"] for each in responses if "Item" in each]
    return items


def _plain(item):
    """Returns an item without the types that the client shows."""
    return {name: _value(value) for name, value in item.items()}


def _value(value):
    if isinstance(value, dict) and len(value) == 1:
        (kind, inner), *_ = value.items()
        if kind == "M" and isinstance(inner, dict):
            return _plain(inner)
        if kind == "L" and isinstance(inner, list):
            return [_value(each) for each in inner]
        if kind in _TYPES:
            return inner
    return value


def read_later(calls, span, body):
    """Adds a body, such as an object's of S3, to the operation that it is from."""
    values, http = calls.load("warmfront_calls_values"), calls.load("warmfront_calls_http_values")
    attributes = span.attributes
    attributes["answer"] = values.digest(attributes.get("answer", "") + values.digest(body))
    parsed = http.parsed(body)
    if parsed is not None:
        attributes["outputs"] = values.leaves(parsed)
