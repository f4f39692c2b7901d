"""urllib3, which boto3 and requests also stand on: requests, and connections being made."""


def patch_pool(calls, module):
    """All requests come through `urlopen`; a retry or redirect calls it once more."""
    http = calls.load("warmfront_calls_http")
    seconds, size, hand_up = http.seconds, http.size, http.hand_up

    def before(args, kwargs):
        pool, method = args[0], args[1] if len(args) > 1 else kwargs["method"]
        target, port = pool.host, pool.port
        if port is not None and port != (80 if pool.scheme == "http" else 443):
            target = f"{target}:{port}"
        limit = kwargs.get("timeout", pool.timeout)
        if limit.__class__ is not int and limit.__class__ is not float:
            if hasattr(limit, "_read"):
                limit = limit._read if limit.total is None else limit.total
            limit = seconds(limit)
        attributes = {}
        if limit is not None:
            attributes["timeout"] = limit
        body = args[3] if len(args) > 3 else kwargs.get("body")
        sent = 0 if body is None else size(body)
        if sent is not None:
            attributes["request_bytes"] = sent
        return method, target, attributes

    def after(span, args, kwargs, result):
        attributes = span.attributes
        attributes["status"] = result.status
        if "connection" not in attributes:
            attributes["connection"] = "reused"
        body = getattr(result, "_body", None)
        is_read = body.__class__ is bytes
        length = len(body) if is_read else getattr(result, "length_remaining", None)
        if length is not None:
            attributes["response_bytes"] = length
        if span.parent is not None:
            hand_up(span)
        if calls.survey:
            values = calls.load("warmfront_calls_http_values")
            url = args[2] if len(args) > 2 else kwargs.get("url")
            sent = args[3] if len(args) > 3 else kwargs.get("body")
            values.describe(calls, span, url, sent, body)

    def failed(span, error):
        hand_up(span)

    calls.around(module.HTTPConnectionPool, "urlopen", "http", "urllib3", before, after, failed)


def patch_connection(calls, module):
    """Name lookup, TCP and TLS."""
    calls.connecting(module.HTTPConnection, "connect")
    calls.connecting(module.HTTPSConnection, "connect")


PATCHES = {"urllib3.connection": patch_connection, "urllib3.connectionpool": patch_pool}
