"""urllib3, which boto3 and requests also stand on: requests, and connections being made."""


def patch_pool(calls, module):
    """All requests come through `urlopen`; a retry or redirect calls it once more."""
    http = calls.load("warmfront_calls_http")
    seconds, size, hand_up = http.seconds, http.size, http.hand_up

    def before(args, kwargs):
        pool, method = args[0], args[1] if len(args) > 1 else kwargs["method"]
        target = pool.host
        if pool.port not in (None, 80 if pool.scheme == "http" else 443):
            target = f"{target}:{pool.port}"
        limit = kwargs.get("timeout", pool.timeout)
        if not isinstance(limit, (int, float)) and hasattr(limit, "_read"):
            limit = limit._read if limit.total is None else limit.total
        attributes = {}
        limit = seconds(limit)
        if limit is not None:
            attributes["timeout"] = limit
        sent = size(args[3] if len(args) > 3 else kwargs.get("body"))
        if sent is not None:
            attributes["request_bytes"] = sent
        return method, target, attributes

    def after(span, args, kwargs, result):
        attributes = span.attributes
        attributes["status"] = result.status
        attributes.setdefault("connection", "reused")
        length = getattr(result, "length_remaining", None)
        body = getattr(result, "_body", None)
        if isinstance(body, bytes):
            length = len(body)
        if length is not None:
            attributes["response_bytes"] = length
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
