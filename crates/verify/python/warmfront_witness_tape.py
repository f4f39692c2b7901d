"""Answers of other services, kept in the recording and given again from a tape.

A request is answered by the first recorded one that has not been used yet with the same method,
address and body, without what signing makes of them; or else by the first for the same operation,
or the same method, host and path, since arguments may hold times and random numbers. The order is
kept among requests that look the same.
"""

import json
import sys

#: Most bytes of an answer that are kept.
MOST_ANSWER = 16 << 20
_LONGEST_BODY = 64 << 10
_SIGNING = ("X-Amz-", "AWSAccessKeyId=", "Signature=", "Expires=")


class Tape:
    """Keeps answers, and gives those of a tape."""

    def __init__(self, recorder, values, path):
        self._recorder = recorder
        self._values = values
        self._text = b""
        if path is not None:
            with open(path, "rb") as file:
                self._text = file.read()
        self._exact = None
        self._loose = {}
        self._by_host = {}

    # What is told of a request.

    @staticmethod
    def told_url(url):
        """Returns an address without what signing adds to it."""
        before, mark, query = url.partition("?")
        parts = [part for part in query.split("&") if not part.startswith(_SIGNING)]
        return before + mark + "&".join(parts) if mark else url

    def body(self, body, headers=()):
        """Returns what identifies a body: text, or a hash."""
        if body is None or isinstance(body, str):
            body = None if body is None else body.encode("utf-8", "surrogatepass")
        elif not isinstance(body, (bytes, bytearray)):
            return {"unknown": type(body).__name__}
        if not body:
            return None
        kind = next((v for k, v in headers if k.lower() == "content-type"), "")
        boundary = _boundary(kind)
        if boundary:
            body = bytes(body).replace(boundary.encode(), b"boundary")
        if len(body) > _LONGEST_BODY:
            return {"hash": self._values.digest(bytes(body)), "length": len(body)}
        try:
            return body.decode()
        except UnicodeDecodeError:
            return {"hex": body.hex()}

    @staticmethod
    def without_boundary(value):
        """Returns a header's value without the mark between parts of a body."""
        boundary = _boundary(value)
        return value.replace(boundary, "boundary") if boundary else value

    # Keeping.

    def keep(self, exchange, **answer):
        """Records a request with its answer."""
        line = {"kind": "tape", "n": exchange.place}
        if exchange.service[0] is not None:
            line["service"], line["operation"] = exchange.service
        line.update(method=exchange.method, url=exchange.url, body=exchange.body, **answer)
        self._recorder.write(line)

    @staticmethod
    def content(data):
        """Returns the content of an answer as it is kept."""
        try:
            return data.decode()
        except UnicodeDecodeError:
            return {"base64": _binascii().b2a_base64(data, newline=False).decode()}

    @staticmethod
    def data(content):
        """Returns the content of an answer from how it is kept."""
        if content is None:
            return b""
        if isinstance(content, str):
            return content.encode()
        return _binascii().a2b_base64(content["base64"])

    @staticmethod
    def error(error):
        """Returns what is kept of an exception."""
        kind = type(error)
        arguments = [each for each in error.args if isinstance(each, (str, int, type(None)))]
        return {"type": kind.__name__, "module": kind.__module__, "arguments": arguments}

    # Giving.

    def find(self, exchange):
        """Returns the recorded answer of a request, or `None`."""
        self._read()
        keys = exchange.method, exchange.url, exchange.body, exchange.service
        exact, loose = self._keys(*keys)
        for entries in (self._exact.get(exact, ()), self._loose.get(loose, ())):
            for entry in entries:
                if "used" not in entry:
                    entry["used"] = True
                    return entry
        return None

    def failure(self, url):
        """Returns the failure to connect that comes next for a host, or `None`."""
        self._read()
        for entry in self._by_host.get(_host(url), ()):
            if "used" not in entry:
                if entry["method"] != "CONNECT":
                    return None
                entry["used"] = True
                return entry
        return None

    def raised(self, entry, default):
        """Returns the exception of an entry, or one of the default class."""
        told = entry["error"]
        kind = getattr(sys.modules.get(told["module"]), told["type"], default)
        if not (isinstance(kind, type) and issubclass(kind, Exception)):
            kind = default
        try:
            return kind(*told["arguments"])
        except Exception:
            return default(*told["arguments"])

    def _read(self):
        if self._exact is not None:
            return
        self._exact = {}
        for line in self._text.split(b"\n"):
            if line:
                entry = json.loads(line)
                if entry.get("kind") == "tape":
                    self._add(entry)
        self._text = b""

    def _add(self, entry):
        service = (entry.get("service"), entry.get("operation"))
        keys = self._keys(entry["method"], entry["url"], entry.get("body"), service)
        self._exact.setdefault(keys[0], []).append(entry)
        self._loose.setdefault(keys[1], []).append(entry)
        self._by_host.setdefault(_host(entry["url"]), []).append(entry)

    def _keys(self, method, url, body, service):
        url = self.told_url(url)
        exact = (method, url, self._recorder.json(body))
        if service[0] is not None:
            return exact, tuple(service)
        before, _, rest = url.partition("://")
        return exact, (method, before, _host(url), rest.partition("?")[0].partition("/")[2])


def _host(url):
    """Returns host and port, without the port where it is one of this machine."""
    host = url.partition("://")[2].partition("/")[0].partition("?")[0]
    name = host.rpartition(":")[0] or host
    return name if name in ("127.0.0.1", "localhost", "[::1]") else host


def _boundary(value):
    """Returns the mark between parts of a body that a content type names."""
    if not isinstance(value, str) or not value.lower().startswith("multipart/"):
        return None
    return value.partition("boundary=")[2].partition(";")[0].strip().strip('"') or None


def _binascii():
    return sys.modules.get("binascii") or __import__("binascii")
