"""HTTP of the standard library: `http.client`, and `urllib.request` on top of it."""

import sys
from weakref import WeakKeyDictionary


def seconds(limit):
    """Returns a time limit as it is recorded: a number, `none`, or `None` where it is unknown."""
    if limit is None:
        return "none"
    if isinstance(limit, (int, float)):
        return limit
    default = getattr(sys.modules.get("socket"), "getdefaulttimeout", None)
    if type(limit).__name__ in ("object", "_TYPE_DEFAULT") and default is not None:
        # What `socket` and urllib3 have for "not given".
        return seconds(default())
    return None


def host_of(url):
    """Returns host and port of an address, without a user's name and password."""
    host = url.partition("://")[2].partition("/")[0]
    if "?" in host or "@" in host:
        host = host.partition("?")[0].rpartition("@")[2]
    return host


def hand_up(span):
    """Tells the call that a request was made for what only the request knows."""
    parent = span.parent
    if parent is None or parent.end or parent.kind not in ("aws", "http"):
        return
    mine, theirs = span.attributes, parent.attributes
    # A call over HTTP that knows its body has counted it; one to AWS has each of its attempts sent.
    if "request_bytes" in mine and ("request_bytes" not in theirs or parent.kind == "aws"):
        theirs["request_bytes"] = mine["request_bytes"] + theirs.get("request_bytes", 0)
    if "connect" in mine:
        theirs["connect"] = mine["connect"] + theirs.get("connect", 0)
    if "connection" in mine and theirs.get("connection") != "new":
        theirs["connection"] = mine["connection"]


def size(body):
    """Returns the bytes of a body that is at hand, or `None`."""
    if body is None:
        return 0
    return len(body) if isinstance(body, (str, bytes, bytearray)) else None


def patch_client(calls, module):
    """A request goes from `request` until `getresponse` has the head of the answer.

    Libraries on top of it have spans of their own.
    """
    waiting = WeakKeyDictionary()
    strip = calls.strip

    def begin(connection, args, kwargs):
        current = calls.current()
        if current is not None and current.kind == "http":
            return None
        try:
            method = args[0] if args else kwargs.get("method")
            if method is None:
                return None
            target = connection.host
            if connection.port != connection.default_port:
                target = f"{target}:{connection.port}"
            attributes = {"timeout": seconds(connection.timeout), "connection": "reused"}
            sent = size(args[2] if len(args) > 2 else kwargs.get("body"))
            if sent is not None:
                attributes["request_bytes"] = sent
            return calls.begin("http", "http.client", method, target, attributes, 3)
        except Exception as error:
            calls.note("http.client.request", error)
            return None

    def asked(span, connection, args, kwargs):
        url = args[1] if len(args) > 1 else kwargs.get("url", "")
        sent = args[2] if len(args) > 2 else kwargs.get("body")
        values = calls.load("warmfront_calls_http_values")
        values.describe(calls, span, url, sent, None)

    def make_request(original):
        def request(self, *args, **kwargs):
            span = begin(self, args, kwargs)
            if span is not None and calls.survey:
                asked(span, self, args, kwargs)
            try:
                result = original(self, *args, **kwargs)
            except BaseException as error:
                strip(error)
                if span is not None:
                    calls.stop(span)
                    calls.keep(span, error)
                raise
            if span is not None:
                calls.leave(span)
                waiting[self] = span
            return result

        return request

    def done(span, response, error):
        calls.stop(span)
        if response is not None:
            span.attributes["status"] = response.status
            if response.length is not None:
                span.attributes["response_bytes"] = response.length
            hand_up(span)
            if calls.survey:
                requests_of(calls)[response] = span
        calls.keep(span, error)

    def make_getresponse(original):
        def getresponse(self, *args, **kwargs):
            span = waiting.pop(self, None) if waiting else None
            if span is not None:
                calls.enter(span)
            try:
                response = original(self, *args, **kwargs)
            except BaseException as error:
                strip(error)
                if span is not None:
                    done(span, None, error)
                raise
            if span is not None:
                done(span, response, None)
            return response

        return getresponse

    calls.replace(module.HTTPConnection, "request", make_request)
    calls.replace(module.HTTPConnection, "getresponse", make_getresponse)
    calls.connecting(module.HTTPConnection, "connect")
    if hasattr(module, "HTTPSConnection"):
        calls.connecting(module.HTTPSConnection, "connect")
    if calls.survey:
        watch_bodies(calls, module)


def requests_of(calls):
    """Returns what responses are from, whose bodies are read later, for a survey."""
    return calls.shared.setdefault("http", WeakKeyDictionary())


def watch_bodies(calls, module):
    """Has a survey know the bodies that are read whole."""
    strip, requests = calls.strip, requests_of(calls)

    def make(original):
        def read(self, *args, **kwargs):
            try:
                body = original(self, *args, **kwargs)
            except BaseException as error:
                strip(error)
                raise
            if body and args in ((), (None,)) and not kwargs:
                told(self, body)
            return body

        return read

    def told(response, body):
        try:
            span = requests.pop(response, None)
            if span is not None:
                calls.load("warmfront_calls_http_values").answered(calls, span, body)
        except Exception as error:
            calls.note("HTTPResponse.read", error)

    calls.replace(module.HTTPResponse, "read", make)


def patch_request(calls, module):
    """`urlopen`, and openers that are made."""

    def before(args, kwargs):
        asked = args[1] if len(args) > 1 else kwargs["fullurl"]
        url = asked if isinstance(asked, str) else asked.full_url
        if not url.startswith("http"):
            return None
        data = args[2] if len(args) > 2 else kwargs.get("data")
        method = ("GET" if data is None else "POST") if asked is url else asked.get_method()
        limit = args[3] if len(args) > 3 else kwargs.get("timeout", calls.shared)
        attributes = {"connection": "reused"}
        if limit is not calls.shared:
            attributes["timeout"] = seconds(limit)
        sent = size(data if data is not None or asked is url else asked.data)
        if sent is not None:
            attributes["request_bytes"] = sent
        return method, host_of(url), attributes

    def after(span, args, kwargs, result):
        span.attributes["status"] = result.status
        length = getattr(result, "length", None)
        if length is not None:
            span.attributes["response_bytes"] = length
        if calls.survey:
            asked = args[1] if len(args) > 1 else kwargs["fullurl"]
            is_text = isinstance(asked, str)
            data = args[2] if len(args) > 2 else kwargs.get("data")
            sent = data if data is not None or is_text else asked.data
            values = calls.load("warmfront_calls_http_values")
            values.describe(calls, span, asked if is_text else asked.full_url, sent, None)
            requests_of(calls)[result] = span

    def failed(span, error):
        status = getattr(error, "code", None)
        if isinstance(status, int):
            span.attributes["status"] = status

    calls.around(module.OpenerDirector, "open", "http", "urllib.request", before, after, failed)


PATCHES = {"http.client": patch_client, "urllib.request": patch_request}
