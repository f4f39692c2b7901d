"""The calls of the Runtime API, over one raw connection.

`_socket` is imported at the first call, which is after the handler's module: AWS's client has a
C library for this and no `socket` loaded by then.
"""

import importlib
import os
import sys
import time

from warmfront_json import to_json

#: Most bytes of a response's status line and headers.
_MAX_HEAD = 1 << 20
#: Most bytes of a cause for X-Ray; a longer one is not sent.
_MAX_XRAY_CAUSE = 1 << 20
#: Requests up to this size are joined to one buffer; larger ones are not worth the copy.
_JOIN_BELOW = 1 << 16


class LambdaRuntimeClient:
    """Speaks HTTP/1.1 with the Runtime API over one connection that is kept.

    Each request is one write, for with two the second would wait for the delayed acknowledgement
    of the first.
    """

    def __init__(self, address):
        address, _, path = address.partition("/")
        host, _, port = address.rpartition(":") if ":" in address else (address, "", "80")
        self._peer = (host.strip("[]"), int(port))
        self._base = ("/" + path.rstrip("/") if path else "") + "/2018-06-01/runtime"
        version = ".".join(map(str, sys.version_info[:3]))
        self._common = (
            f" HTTP/1.1\r\nHost: {address}\r\nAccept: */*\r\n"
            f"User-Agent: warmfront-python/{version}\r\n"
        )
        self._announcement = ""
        self._next = self._head("GET", "/invocation/next")
        self._library_path = list(sys.path)
        self._socket = None
        self._identity = None

    # The calls of the Runtime API.

    def announce_init(self, started, import_started, import_done):
        """Has the next request tell the engine when the phases of init began and ended."""
        self._announcement = f"Warmfront-Init: {started},{import_started},{import_done}\r\n"

    def wait_next_invocation(self):
        """Returns the headers, by lower-case name, and the body of the next invocation."""
        request = self._head("GET", "/invocation/next") if self._announcement else self._next
        try:
            status, headers, body = self._exchange(request)
        except OSError:
            _say("Failed to get next invocation. No Response from endpoint")
            raise
        if not 200 <= status < 300:
            _say(f"Failed to get next invocation. Http Response code: {status}")
            raise RuntimeError("Failed to get next")
        if "lambda-runtime-aws-request-id" not in headers:
            _say("Failed to find header lambda-runtime-aws-request-id in response")
            raise RuntimeError("Failed to get next")
        return headers, body

    def post_invocation_result(
        self, invoke_id, result_data, content_type="application/json", invocation_id=None
    ):
        """Hands over a result, as JSON text or as bytes."""
        if not isinstance(result_data, bytes):
            result_data = result_data.encode("utf-8")
        headers = f"content-type: {content_type}\r\n"
        status, body = self._post_outcome(
            f"/invocation/{invoke_id}/response", result_data, headers, invocation_id
        )
        if not 200 <= status < 300:
            _say(f"Failed to post handler success response. Http response code: {status}. {body}")
            raise RuntimeError("Failed to post invocation response")

    def post_invocation_error(self, invoke_id, error_response_data, xray_fault, invocation_id=None):
        """Hands over an error document and its cause for X-Ray, both as JSON text."""
        headers = "content-type: application/json\r\n"
        if len(xray_fault.encode()) < _MAX_XRAY_CAUSE:
            headers += f"lambda-runtime-function-xray-error-cause: {xray_fault}\r\n"
        status, body = self._post_outcome(
            f"/invocation/{invoke_id}/error",
            error_response_data.encode("utf-8"),
            headers,
            invocation_id,
        )
        if not 200 <= status < 300:
            # AWS's client says "success" here too.
            _say(f"Failed to post handler success response. Http response code: {status}. {body}")
            raise RuntimeError("Failed to post invocation error")

    def post_init_error(self, error_response_data, error_type_override=None):
        """Tells an error of the init phase."""
        error_type = error_type_override or error_response_data["errorType"]
        self._post_error_document("/init/error", error_response_data, error_type)

    def restore_next(self):
        """Returns when the environment is restored from its snapshot."""
        status, _, body = self._exchange(self._head("GET", "/restore/next"))
        if status != 200:
            raise _unexpected("/restore/next", status, body)

    def report_restore_error(self, restore_error_data):
        """Tells an error of an after-restore hook."""
        self._post_error_document("/restore/error", restore_error_data, "Runtime.AfterRestoreError")

    def _post_outcome(self, path, body, headers, invocation_id):
        if invocation_id is not None:
            headers += f"lambda-runtime-invocation-id: {invocation_id}\r\n"
        status, _, answer = self._exchange(self._head("POST", path, headers, len(body)), body)
        return status, answer.decode("utf-8", "replace")

    def _post_error_document(self, path, document, error_type):
        body = to_json(document).encode("utf-8", "surrogatepass")
        headers = f"Lambda-Runtime-Function-Error-Type: {error_type}\r\n"
        status, _, answer = self._exchange(self._head("POST", path, headers, len(body)), body)
        if status != 202:
            raise _unexpected(path, status, answer)

    def _head(self, method, path, headers="", length=None):
        if length is not None:
            headers += f"content-length: {length}\r\n"
        text = f"{method} {self._base}{path}{self._common}{self._announcement}{headers}\r\n"
        self._announcement = ""
        return text.encode("utf-8", "surrogateescape")

    # The connection.

    def _exchange(self, head, body=b""):
        """Sends one request and returns status, headers and body of its response.

        A connection that breaks before the first byte of a response is replaced, once: the handler
        may have closed it, knowingly or with all its descriptors.
        """
        for is_last in (False, True):
            sock = self._connection()
            try:
                _send(sock, head, body)
                data = sock.recv(65536)
                if not data:
                    raise ConnectionResetError("connection closed by the Runtime API")
            except OSError:
                self._drop()
                if is_last:
                    raise
            else:
                return self._receive(sock, data)

    def _connection(self):
        """Returns the socket, connected, unless its descriptor was closed or means another file."""
        sock = self._socket
        if sock is not None:
            try:
                stat = os.fstat(sock.fileno())
                if (stat.st_ino, stat.st_dev) == self._identity:
                    return sock
            except OSError:
                pass
            sock.detach()
        native = _import_socket(self._library_path)
        family = native.AF_INET6 if ":" in self._peer[0] else native.AF_INET
        sock = native.socket(family, native.SOCK_STREAM)
        sock.connect(self._peer)
        sock.setsockopt(native.IPPROTO_TCP, native.TCP_NODELAY, 1)
        stat = os.fstat(sock.fileno())
        self._identity = (stat.st_ino, stat.st_dev)
        self._socket = sock
        return sock

    def _drop(self):
        if self._connection_is_ours():
            self._socket.close()
        elif self._socket is not None:
            self._socket.detach()
        self._socket = None

    def _connection_is_ours(self):
        try:
            stat = os.fstat(self._socket.fileno())
        except (AttributeError, OSError):
            return False
        return (stat.st_ino, stat.st_dev) == self._identity

    def _receive(self, sock, data):
        """Reads the rest of a response that begins with `data`."""
        end = data.find(b"\r\n\r\n")
        while end < 0:
            if len(data) > _MAX_HEAD:
                raise RuntimeError("response headers of the Runtime API are too long")
            data += _more(sock)
            end = data.find(b"\r\n\r\n")
        lines = data[:end].decode("utf-8", "surrogateescape").split("\r\n")
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        status = int(lines[0].split(" ", 2)[1])
        rest = data[end + 4 :]
        length = headers.get("content-length")
        if "chunked" in headers.get("transfer-encoding", ""):
            body = _read_chunks(sock, rest)
        elif length is not None:
            body = _read_exactly(sock, rest, int(length))
        else:
            body = _read_to_end(sock, rest)
            self._drop()
        if headers.get("connection", "").lower() == "close":
            self._drop()
        return status, headers, body


def _send(sock, head, body):
    if len(body) < _JOIN_BELOW:
        sock.sendall(head + body)
        return
    sent = sock.sendmsg([head, body])
    if sent < len(head):
        sock.sendall(head[sent:])
        sent = len(head)
    if sent < len(head) + len(body):
        sock.sendall(memoryview(body)[sent - len(head) :])


def _more(sock):
    data = sock.recv(65536)
    if not data:
        raise RuntimeError("response of the Runtime API is cut short")
    return data


def _read_exactly(sock, start, length):
    """Returns a body of known length, received in place when it is more than one packet."""
    if len(start) >= length:
        return start[:length]
    body = bytearray(length)
    position = len(start)
    body[:position] = start
    view = memoryview(body)
    while position < length:
        received = sock.recv_into(view[position:])
        if not received:
            raise RuntimeError("response of the Runtime API is cut short")
        position += received
    return body


def _read_chunks(sock, data):
    """Returns a chunked body; trailers are read and dropped."""
    body = bytearray()
    while True:
        while b"\r\n" not in data:
            data += _more(sock)
        line, _, data = data.partition(b"\r\n")
        size = int(line.split(b";")[0], 16)
        if size == 0:
            break
        while len(data) < size + 2:
            data += _more(sock)
        body += data[:size]
        data = data[size + 2 :]
    while b"\r\n" not in data or not (data.startswith(b"\r\n") or b"\r\n\r\n" in data):
        data += _more(sock)
    return body


def _read_to_end(sock, start):
    body = bytearray(start)
    while True:
        data = sock.recv(65536)
        if not data:
            return body
        body += data


def _import_socket(library_path):
    """Returns the C module below `socket`, even when user code has replaced the search path."""
    try:
        return importlib.import_module("_socket")
    except ImportError:
        saved, sys.path[:] = sys.path[:], library_path
        try:
            return importlib.import_module("_socket")
        finally:
            sys.path[:] = saved


def _say(text):
    """Writes a line to standard output, where the managed runtime tells such trouble."""
    line = f"[ERROR] [{int(time.time() * 1000)}] LAMBDA_RUNTIME {text}\n"
    os.write(1, line.encode("utf-8", "replace"))


def _unexpected(path, status, body):
    return RuntimeError(
        f"Request to Lambda Runtime '{path}' endpoint failed. "
        f"Reason: '{status}'. Response body: '{bytes(body)}'"
    )
