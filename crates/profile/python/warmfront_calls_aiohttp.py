"""aiohttp: sessions being made, requests until the head of the answer, and bodies being read."""

from weakref import WeakKeyDictionary


def _requests(calls):
    """Returns what responses are from, whose bodies are read later, for a survey."""
    return calls.shared.setdefault("aiohttp", WeakKeyDictionary())


def patch_client(calls, module):
    """All requests come through `_request`."""
    http = calls.load("warmfront_calls_http")

    def before(args, kwargs):
        session, method, url = args[0], args[1], str(args[2])
        base = getattr(session, "_base_url", None)
        if "://" not in url and base is not None:
            url = f"{base}{url}"
        attributes = {"timeout": limit_of(kwargs.get("timeout"), session._timeout)}
        sent = http.size(kwargs.get("data"))
        if sent:
            attributes["request_bytes"] = sent
        return method.upper(), http.host_of(url), attributes

    def limit_of(given, default):
        """The whole, or else each read."""
        if isinstance(given, (int, float)):
            return given
        limits = given if hasattr(given, "total") else default
        limit = limits.sock_read if limits.total is None else limits.total
        return http.seconds(limit)

    def after(span, args, kwargs, result):
        attributes = span.attributes
        attributes["status"] = result.status
        attributes.setdefault("connection", "reused")
        if calls.survey:
            values = calls.load("warmfront_calls_http_values")
            values.describe(calls, span, str(result.url), kwargs.get("data"), None)
            _requests(calls)[result] = span

    calls.around(module.ClientSession, "_request", "http", "aiohttp", before, after)
    calls.client(module.ClientSession, "__init__", "aiohttp", "aiohttp.ClientSession")


def patch_response(calls, module):
    """A body that is not there yet is waited for."""

    def before(args, kwargs):
        response = args[0]
        if response._body is not None:
            return None
        url = response.url
        return "ClientResponse.read", f"{url.host}:{url.port}", {}

    def after(span, args, kwargs, result):
        span.attributes["response_bytes"] = len(result)
        request = _requests(calls).get(args[0]) if calls.survey else None
        if request is not None:
            calls.load("warmfront_calls_http_values").answered(calls, request, result)

    calls.around(module.ClientResponse, "read", "http", "aiohttp", before, after)


def patch_connector(calls, module):
    """Name lookup, TCP and TLS."""
    for name in ("TCPConnector", "UnixConnector"):
        calls.connecting(getattr(module, name), "_create_connection")


PATCHES = {
    "aiohttp.client": patch_client,
    "aiohttp.client_reqrep": patch_response,
    "aiohttp.connector": patch_connector,
}
