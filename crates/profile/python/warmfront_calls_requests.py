"""requests: sessions being made, and what they send."""


def patch(calls, module):
    """`Session.send` is behind all of the functions; a redirect calls it once more."""
    http = calls.load("warmfront_calls_http")
    seconds, size, host_of = http.seconds, http.size, http.host_of

    def before(args, kwargs):
        request = args[1] if len(args) > 1 else kwargs["request"]
        limit, body = kwargs.get("timeout"), request.body
        if limit.__class__ is not int and limit.__class__ is not float:
            if isinstance(limit, tuple):
                limit = limit[-1]
            elif limit is not None and hasattr(limit, "read_timeout"):
                limit = limit.read_timeout
            limit = seconds(limit)
        sent = 0 if body is None else size(body)
        attributes = {"timeout": limit}
        if sent is not None:
            attributes["request_bytes"] = sent
        return request.method, host_of(request.url), attributes

    def after(span, args, kwargs, result):
        span.attributes["status"] = result.status_code
        body = result._content
        if isinstance(body, bytes):
            span.attributes["response_bytes"] = len(body)
        http.hand_up(span)
        if calls.survey:
            values = calls.load("warmfront_calls_http_values")
            request = args[1] if len(args) > 1 else kwargs["request"]
            values.describe(calls, span, request.url, request.body, body)

    calls.around(module.Session, "send", "http", "requests", before, after)
    calls.client(module.Session, "__init__", "requests", "requests.Session")


PATCHES = {"requests.sessions": patch}
