"""http.client, and with it urllib.request, urllib3 and requests, which stand on it.

What is sent is seen in `send`; the answer is known when `getresponse` returns, and its body kept as
it is read. In a replay, `connect` opens no connection but puts a `Recorded` in its place: all that
the libraries make of an answer, such as retries, redirects and decompression, is their own doing.
"""

import io
from weakref import WeakKeyDictionary

_LONGEST_SENT = 64 << 20


class Recorded:
    """Stands for a connection to a service whose answers are recorded."""

    def __init__(self):
        self.answer = b"HTTP/1.1 200 OK\r\n\r\n"
        self._pair = None

    def makefile(self, *arguments, **named):
        """Returns the answer as a file."""
        return io.BytesIO(self.answer)

    def sendall(self, data, flags=0):
        """Takes what is seen elsewhere."""

    def send(self, data, flags=0):
        """Takes it as well."""
        return len(data)

    def fileno(self):
        """Returns a descriptor from which nothing can be read."""
        if self._pair is None:
            import socket

            self._pair = socket.socketpair()
        return self._pair[0].fileno()

    def close(self):
        """Ends it."""
        for each in self._pair or ():
            each.close()
        self._pair = None

    def getpeercert(self, binary_form=False):
        """Returns the certificate, of which nothing is kept."""
        return b"" if binary_form else {}

    def version(self):
        """Returns the version of TLS."""
        return "TLSv1.3"

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *arguments, **named: None


class Heard:
    """The body of an answer, which is kept as it is read."""

    def __init__(self, file, keeping, guarded):
        self._file = file
        self._keeping = keeping
        self._guarded = guarded
        #: Called once with this, when all that is read has been read.
        self.done = None
        self.data = bytearray()
        self.is_cut = False

    def _keep(self, data):
        if self.done is not None and not self.is_cut:
            if len(self.data) + len(data) > self._keeping:
                self.is_cut = True
            else:
                self.data += data

    def read(self, *arguments):
        """Reads, and keeps what was read; likewise the others."""
        data = self._file.read(*arguments)
        self._keep(data)
        return data

    def read1(self, *arguments):
        data = self._file.read1(*arguments)
        self._keep(data)
        return data

    def readline(self, *arguments):
        data = self._file.readline(*arguments)
        self._keep(data)
        return data

    def readinto(self, buffer):
        count = self._file.readinto(buffer)
        if count:
            self._keep(bytes(memoryview(buffer)[:count]))
        return count

    def close(self):
        try:
            self._file.close()
        finally:
            if self.done is not None:
                self._guarded("http.client, body", self.finish)

    def finish(self):
        """Has what was read be kept."""
        done, self.done = self.done, None
        if done is not None:
            done(self)

    def __getattr__(self, name):
        return getattr(self._file, name)


class Connections:
    """Knows what has been sent on which connection."""

    def __init__(self, calls):
        self.calls = calls
        self._sent = WeakKeyDictionary()
        self._heard = set()
        calls.when_over.append(self._finish)

    def take(self, connection, data):
        """Takes what is sent."""
        sent = self._sent.setdefault(connection, bytearray())
        if isinstance(data, (bytes, bytearray, memoryview)) and len(sent) < _LONGEST_SENT:
            sent += data
        else:
            sent += f"({type(data).__name__})".encode()

    def asked(self, connection):
        """Returns the request that was sent, or `None` below what is recorded elsewhere."""
        calls = self.calls
        sent = bytes(self._sent.pop(connection, b""))
        if not sent or calls.current() is not None:
            return None
        method, target, headers, body = request_of(sent)
        return calls.ask(method, self._url(connection, target), headers, body)

    @staticmethod
    def _url(connection, target):
        if "://" in target:
            return target
        return base_url(connection) + target

    def keep(self, exchange, response):
        """Records an answer, when its body has been read."""
        calls = self.calls
        answer = {
            "status": response.status,
            "reason": response.reason,
            "version": response.version,
            "headers": [list(pair) for pair in response.headers.items()],
        }

        in_chunks, expected = response.chunked, response.length

        def done(heard):
            self._heard.discard(heard)
            data, is_whole = bytes(heard.data), expected in (None, len(heard.data))
            if in_chunks:
                data, is_whole = dechunked(data)
            if heard.is_cut or not is_whole:
                answer["cut"] = True
            answer["answer"] = calls.tape.content(data)
            calls.tape.keep(exchange, **answer)

        most, guarded = calls.load("tape").MOST_ANSWER, calls.recorder.guarded
        heard = Heard(response.fp, most, guarded)
        if response.fp is None:
            done(heard)
        else:
            heard.done = done
            self._heard.add(heard)
            response.fp = heard

    def _finish(self):
        for heard in list(self._heard):
            heard.finish()


def request_of(sent):
    """Returns method, target, headers and body of the bytes of a request."""
    head, _, body = sent.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target = [*first.split(" "), ""][:2]
    headers = [tuple(line.split(": ", 1)) for line in lines if ": " in line]
    if is_chunked(headers):
        body = dechunked(body)[0]
    return method, target, headers, body


def is_chunked(headers):
    """Tells whether a body is sent in chunks."""
    return any(k.lower() == "transfer-encoding" and "chunked" in v.lower() for k, v in headers)


def base_url(connection):
    """Returns the address of what a connection is to."""
    port, default = connection.port, connection.default_port
    host = connection._tunnel_host or connection.host
    if connection._tunnel_host:
        port = connection._tunnel_port
    scheme = "https" if default == 443 else "http"
    host = f"[{host}]" if ":" in host else host
    return f"{scheme}://{host}" if port in (None, default) else f"{scheme}://{host}:{port}"


def dechunked(data):
    """Returns what was sent in chunks, and whether it is whole."""
    parts = []
    while True:
        head, mark, data = data.partition(b"\r\n")
        try:
            size = int(head.split(b";")[0], 16)
        except ValueError:
            return b"".join(parts), False
        if not size:
            return b"".join(parts), bool(mark)
        parts.append(data[:size])
        if len(data) < size + 2:
            return b"".join(parts), False
        data = data[size + 2 :]


def response_of(tape, entry):
    """Returns the bytes of a recorded answer."""
    data = tape.data(entry.get("answer"))
    headers = [tuple(pair) for pair in entry.get("headers") or ()]
    if is_chunked(headers):
        data = (b"%x\r\n%b\r\n" % (len(data), data) if data else b"") + b"0\r\n\r\n"
    version = "1.0" if entry.get("version") == 10 else "1.1"
    lines = [f"HTTP/{version} {entry['status']} {entry.get('reason') or ''}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + data


def refused(exchange):
    """Returns what is raised for a request that has no recorded answer."""
    what = f"no recorded answer to {exchange.method} {exchange.url}"
    return ConnectionRefusedError(111, f"Connection refused: {what}")


def patch_client(calls, module):
    """All requests go through `connect`, `send` and `getresponse` of one class."""
    connections = Connections(calls)
    guarded, strip, tape = calls.recorder.guarded, calls.strip, calls.tape

    def make_send(original):
        def send(self, data):
            if calls.current() is None:
                guarded("http.client, request", connections.take, self, data)
            return original(self, data)

        return send

    def make_getresponse(original):
        # urllib3 tries an argument that Python 2 had, and expects to be refused.
        def getresponse(self):
            exchange = guarded("http.client, request", connections.asked, self)
            if exchange is None:
                return original(self)
            if isinstance(self.sock, Recorded):
                error = guarded("http.client, replay", give, exchange, self.sock)
                if error is not None:
                    raise error
            try:
                response = original(self)
            except BaseException as error:
                strip(error)
                guarded("http.client, error", failed, exchange, error, self)
                raise
            guarded("http.client, answer", answered, exchange, response, self)
            return response

        return getresponse

    def give(exchange, connection):
        entry = tape.find(exchange)
        if entry is None:
            error = refused(exchange)
            calls.answered(exchange, {**calls.failed(error), "unmatched": True})
            return error
        if "error" in entry:
            error = tape.raised(entry, ConnectionError)
            calls.answered(exchange, calls.failed(error))
            return error
        connection.answer = response_of(tape, entry)
        return None

    def failed(exchange, error, connection):
        calls.answered(exchange, calls.failed(error))
        if is_taped(connection):
            tape.keep(exchange, error=tape.error(error))

    def answered(exchange, response, connection):
        calls.answered(exchange, {"status": response.status})
        if is_taped(connection):
            connections.keep(exchange, response)

    def is_taped(connection):
        return not calls.is_replaying and not is_own(calls, connection.host, connection.port)

    for name, make in (("send", make_send), ("getresponse", make_getresponse)):
        calls.patches.replace(module.HTTPConnection, name, make)
    patch_connect(calls, module)


def is_own(calls, host, port):
    """Tells whether a host and port are of a server within this process."""
    return host in ("127.0.0.1", "localhost", "::1", "0.0.0.0") and calls.is_own(port)  # noqa: S104


def connecting(calls, url, connect, host, port):
    """Connects, or seems to; returns a connection that is recorded, or what `connect` returns."""
    guarded, tape = calls.recorder.guarded, calls.tape
    if calls.current() is not None:
        return connect()
    if calls.is_replaying and not is_own(calls, host, port):
        entry = guarded("connection, replay", tape.failure, url)
        if entry is None:
            return Recorded()
        error = tape.raised(entry, ConnectionError)
        guarded("connection", fail, calls, url, error)
        raise error
    # Whatever happens at the sockets meanwhile is this.
    call = guarded("connection", calls.begin, "connect")
    try:
        return connect()
    except OSError as error:
        if call is not None:
            calls.close(call)
            guarded("connection", fail, calls, url, error)
        raise
    finally:
        if call is not None:
            calls.close(call)


def fail(calls, url, error):
    """Records a connection that could not be made."""
    exchange = calls.ask("CONNECT", url, (), None)
    calls.answered(exchange, calls.failed(error))
    if not calls.is_replaying:
        calls.tape.keep(exchange, error=calls.tape.error(error))


def patch_connect(calls, module):
    """Connections of http.client itself."""
    strip = calls.strip

    def make(original):
        def connect(self):
            try:
                made = connecting(
                    calls, base_url(self), lambda: original(self), self.host, self.port
                )
            except BaseException as error:
                strip(error)
                raise
            if made is not None:
                self.sock = made

        return connect

    calls.patches.replace(module.HTTPConnection, "connect", make)
    if hasattr(module, "HTTPSConnection"):
        calls.patches.replace(module.HTTPSConnection, "connect", make)


def patch_urllib3(calls, module):
    """Its own way to connect, for both kinds of connection."""
    strip, inner = calls.strip, module.connection

    def make_create(original):
        def create_connection(address, *args, **kwargs):
            host, port = address
            url = f"https://{host}" if port == 443 else f"http://{host}"
            url = url if port in (80, 443) else f"{url}:{port}"
            try:
                return connecting(
                    calls, url, lambda: original(address, *args, **kwargs), host, port
                )
            except BaseException as error:
                strip(error)
                raise

        return create_connection

    def make_wrap(original):
        def ssl_wrap_socket(sock, *args, **kwargs):
            if isinstance(sock, Recorded):
                return sock
            return original(sock, *args, **kwargs)

        return ssl_wrap_socket

    calls.patches.replace(inner, "create_connection", make_create)
    calls.patches.replace(module, "ssl_wrap_socket", make_wrap)


PATCHES = {"http.client": patch_client, "urllib3.connection": patch_urllib3}
