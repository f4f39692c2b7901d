"""httpx, plain and for asyncio, and httpcore below it for connections being made."""


def patch_client(calls, module):
    """`send` is behind all of the functions."""
    http = calls.load("warmfront_calls_http")

    def before(args, kwargs):
        request = args[1] if len(args) > 1 else kwargs["request"]
        url = request.url
        target = url.host if url.port is None else f"{url.host}:{url.port}"
        attributes = {}
        limits = request.extensions.get("timeout")
        if limits is not None and "read" in limits:
            attributes["timeout"] = http.seconds(limits["read"])
        sent = http.size(getattr(request, "_content", None))
        if sent:
            attributes["request_bytes"] = sent
        return request.method, target, attributes

    def after(span, args, kwargs, result):
        attributes = span.attributes
        attributes["status"] = result.status_code
        attributes.setdefault("connection", "reused")
        body = getattr(result, "_content", None)
        if body is not None:
            attributes["response_bytes"] = len(body)
        if calls.survey:
            values = calls.load("warmfront_calls_http_values")
            request = args[1] if len(args) > 1 else kwargs["request"]
            values.describe(calls, span, str(request.url), getattr(request, "_content", None), body)

    for name in ("Client", "AsyncClient"):
        owner = getattr(module, name)
        calls.around(owner, "send", "http", "httpx", before, after)
        calls.client(owner, "__init__", "httpx", f"httpx.{name}")


def _connection(name):
    def patch(calls, module):
        calls.connecting(getattr(module, name), "_connect")

    return patch


PATCHES = {
    "httpx._client": patch_client,
    "httpcore._sync.connection": _connection("HTTPConnection"),
    "httpcore._async.connection": _connection("AsyncHTTPConnection"),
}
