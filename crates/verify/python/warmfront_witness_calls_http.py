"""http.client, and with it urllib.request, urllib3 and requests, which stand on it.

What is sent is seen in `send`; the answer is known when `getresponse` returns, and its body kept as
it is read. In a replay, `connect` opens no connection but puts something in its place: all that
the libraries make of an answer, such as retries, redirects and decompression, is their own doing.
"""

from weakref import WeakKeyDictionary

_LONGEST_SENT = 64 << 20


class Connections:
    """Knows what has been sent on which connection."""

    def __init__(self, calls):
        self.calls = calls
        self._wire = calls.load("wire")
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
        method, target, headers, body = self._wire.request_of(sent)
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
                data, is_whole = self._wire.dechunked(data)
            if heard.is_cut or not is_whole:
                answer["cut"] = True
            answer["answer"] = calls.tape.content(data)
            calls.tape.keep(exchange, **answer)

        most, guarded = calls.load("tape").MOST_ANSWER, calls.recorder.guarded
        heard = self._wire.Heard(response.fp, most, guarded)
        if response.fp is None:
            done(heard)
        else:
            heard.done = done
            self._heard.add(heard)
            response.fp = heard

    def _finish(self):
        for heard in list(self._heard):
            heard.finish()


def base_url(connection):
    """Returns the address of what a connection is to."""
    port, default = connection.port, connection.default_port
    host = connection._tunnel_host or connection.host
    if connection._tunnel_host:
        port = connection._tunnel_port
    scheme = "https" if default == 443 else "http"
    host = f"[{host}]" if ":" in host else host
    return f"{scheme}://{host}" if port in (None, default) else f"{scheme}://{host}:{port}"


def patch_client(calls, module):
    """All requests go through `connect`, `send` and `getresponse` of one class."""
    connections, wire = Connections(calls), calls.load("wire")
    guarded, strip, tape = calls.recorder.guarded, calls.strip, calls.tape

    def make_send(original):
        def send(self, data):
            if calls.current() is None:
                guarded("http.client, request", connections.take, self, data)
            try:
                return original(self, data)
            except OSError as error:
                strip(error)
                # Otherwise there is no connection, which is told where it is made.
                if self.sock is not None:
                    guarded("http.client, request", broken, self, error)
                raise

        return send

    def make_getresponse(original):
        # urllib3 tries an argument that Python 2 had, and expects to be refused.
        def getresponse(self):
            exchange = guarded("http.client, request", connections.asked, self)
            if exchange is None:
                return original(self)
            if isinstance(self.sock, wire.Recorded):
                given = guarded("http.client, replay", give, exchange, self.sock)
                # What goes wrong in a replay must not look like an answer.
                error = wire.refused(exchange) if given is None else given[0]
                if error is not None:
                    raise error
            elif calls.is_replaying:
                guarded("http.client, replay", live, exchange, self)
            try:
                response = original(self)
            except BaseException as error:
                strip(error)
                guarded("http.client, error", failed, exchange, error, self)
                raise
            guarded("http.client, answer", answered, exchange, response, self)
            return response

        return getresponse

    def live(exchange, connection):
        if not is_own(calls, connection.host, connection.port):
            place = f"{exchange.method} {exchange.url}"
            calls.recorder.note(f"{place} was made, since its connection cannot be replayed")

    def broken(connection, error):
        exchange = connections.asked(connection)
        if exchange is not None:
            failed(exchange, error, connection)

    def give(exchange, connection):
        entry = tape.find(exchange)
        if entry is None:
            error = wire.refused(exchange)
            calls.answered(exchange, {**calls.failed(error), "unmatched": True})
            return (error,)
        if "error" in entry:
            error = tape.raised(entry, ConnectionError)
            calls.answered(exchange, calls.failed(error))
            return (error,)
        connection.answer = wire.response_of(tape, entry)
        return (None,)

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
    return host in ("127.0.0.1", "localhost", "::1", "0.0.0.0") and calls.seen.is_own(port)  # noqa: S104


def connecting(calls, url, connect, host, port):
    """Connects, or seems to; returns a connection that is recorded, or what `connect` returns."""
    guarded, tape = calls.recorder.guarded, calls.tape
    if calls.current() is not None:
        return connect()
    if calls.is_replaying and not is_own(calls, host, port):
        entry = guarded("connection, replay", tape.failure, url)
        if entry is None:
            return calls.load("wire").Recorded()
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
    strip, inner, wire = calls.strip, module.connection, calls.load("wire")

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
            if isinstance(sock, wire.Recorded):
                sock.host = kwargs.get("server_hostname")
                return sock
            return original(sock, *args, **kwargs)

        return ssl_wrap_socket

    calls.patches.replace(inner, "create_connection", make_create)
    calls.patches.replace(module, "ssl_wrap_socket", make_wrap)


PATCHES = {"http.client": patch_client, "urllib3.connection": patch_urllib3}
