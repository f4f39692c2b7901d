"""aiohttp: what the function asks of a session, and the requests that go over its connections.

A request is told in the `wire` of what was asked, as a redirect makes more than one. In a replay
no connection is made: what is written is read here, and the recorded answer given to the protocol.
"""


def patch_session(calls, module):
    """All that is asked comes through `_request`."""
    guarded, strip = calls.recorder.guarded, calls.strip

    def begin(method, url):
        return calls.begin("http", method=str(method).upper(), url=calls.tape.told_url(str(url)))

    def done(call, response):
        calls.end(call, {"status": response.status})

    def fail(call, error):
        calls.end(call, calls.failed(error))

    def make(original):
        async def _request(self, method, str_or_url, **kwargs):
            call = guarded("aiohttp, request", begin, method, str_or_url)
            try:
                response = await original(self, method, str_or_url, **kwargs)
            except BaseException as error:
                strip(error)
                guarded("aiohttp, error", fail, call, error)
                raise
            if call is not None:
                guarded("aiohttp, answer", done, call, response)
            return response

        return _request

    calls.patches.replace(module.ClientSession, "_request", make)


class Conversation:
    """What goes over one connection, request by request."""

    def __init__(self, calls, base, reply=None, go_on=None):
        self._calls = calls
        self._wire = calls.load("wire")
        self._base = base
        self._reply = reply
        self._go_on = go_on
        self._sent = bytearray()
        self._got = bytearray()
        self._exchange = None
        self._most = calls.load("tape").MOST_ANSWER

    def write(self, data):
        """Takes what is sent; asks once a request is whole."""
        if self._exchange is not None and self._reply is None:
            self.finish()
        self._sent += data
        if not self._is_whole(self._sent):
            if self._go_on is not None and _waits(self._sent):
                self._go_on()
            return
        sent, self._sent = bytes(self._sent), bytearray()
        method, target, headers, body = self._wire.request_of(sent)
        url = target if "://" in target else self._base + target
        self._exchange = self._calls.ask(method, url, headers, body)
        if self._reply is not None:
            exchange, self._exchange = self._exchange, None
            self._reply(exchange)

    def read(self, data):
        """Takes what has come; keeps the answer once it is whole."""
        if self._exchange is not None and len(self._got) <= self._most:
            self._got += data
            if self._got.startswith(_GO_ON[:12]):
                del self._got[: self._got.find(b"\r\n\r\n") + 4]
            self._told_status()
            if self._exchange.method != "HEAD" and self._is_whole(self._got, is_answer=True):
                self.finish()

    def _told_status(self):
        """Tells how it ended as soon as the function can know."""
        first = bytes(self._got[:20]).split(b" ")
        if "outcome" not in self._exchange.facts and len(first) > 2 and first[1].isdigit():
            self._calls.answered(self._exchange, {"status": int(first[1])})

    def finish(self):
        """Keeps the answer, as far as it has come."""
        exchange, self._exchange = self._exchange, None
        got, self._got = bytes(self._got), bytearray()
        if exchange is None:
            return
        if not got:
            error = ConnectionResetError(104, "Connection reset by peer")
            self._calls.answered(exchange, self._calls.failed(error))
            self._calls.tape.keep(exchange, error=self._calls.tape.error(error))
            return
        _, status, headers, body = self._wire.request_of(got)
        reason = got.partition(b"\r\n")[0].decode("latin-1").split(" ", 2)[2:]
        answer = {"reason": (reason or [""])[0], "headers": [list(pair) for pair in headers]}
        if exchange.method != "HEAD" and not self._is_whole(got, is_answer=True):
            answer["cut"] = True
        answer["answer"] = self._calls.tape.content(body)
        self._calls.tape.keep(exchange, status=int(status), **answer)

    def _is_whole(self, data, is_answer=False):
        head, mark, body = bytes(data).partition(b"\r\n\r\n")
        if not mark:
            return False
        lines = head.decode("latin-1").split("\r\n")
        headers = [line.split(": ", 1) for line in lines if ": " in line]
        if self._wire.is_chunked(headers):
            return body.endswith(b"0\r\n\r\n")
        length = next((v for k, v in headers if k.lower() == "content-length"), None)
        if length is not None:
            return len(body) >= int(length)
        return not is_answer or lines[0].split(" ")[1:2] in (["204"], ["304"])


_GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"


def _waits(sent):
    """Tells whether a request waits to be told that its body is welcome."""
    head, mark, body = bytes(sent).partition(b"\r\n\r\n")
    return bool(mark) and not body and b"expect: 100-continue" in head.lower()


class Heard:
    """A transport of which is heard what is written."""

    def __init__(self, transport, write):
        self._transport = transport
        self._write = write

    def write(self, data):
        """Sends, and tells; likewise the other."""
        self._write(data)
        self._transport.write(data)

    def writelines(self, parts):
        parts = list(parts)
        self._write(b"".join(parts))
        self._transport.writelines(parts)

    def __getattr__(self, name):
        return getattr(self._transport, name)


class Given:
    """Stands for a transport to a service whose answers are recorded."""

    def __init__(self, write, lost):
        self._write = write
        self._lost = lost
        self._is_closing = False

    def write(self, data):
        """Takes what is sent; likewise the other."""
        self._write(data)

    def writelines(self, parts):
        self._write(b"".join(parts))

    def is_closing(self):
        """Tells whether it was closed."""
        return self._is_closing

    def close(self):
        """Ends it."""
        if not self._is_closing:
            self._is_closing = True
            self._lost()

    abort = close

    def get_extra_info(self, name, default=None):
        """Returns what little is known."""
        return ("127.0.0.1", 0) if name == "peername" else default

    def get_write_buffer_size(self):
        """Returns how much is not sent yet."""
        return 0

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *arguments, **named: None


def patch_connector(calls, module):
    """Connections that are not through a proxy."""
    http, wire = calls.load("calls_http"), calls.load("wire")
    recorder, strip, tape = calls.recorder, calls.strip, calls.tape
    guarded, conversations = recorder.guarded, set()

    def finish():
        for each in list(conversations):
            each.finish()

    calls.when_over.append(finish)

    def listen(base, transport, protocol):
        conversation = Conversation(calls, base)
        conversations.add(conversation)
        receive, lose = protocol.data_received, protocol.connection_lost

        def data_received(data):
            guarded("aiohttp, body", conversation.read, data)
            receive(data)

        def connection_lost(error):
            guarded("aiohttp, body", conversation.finish)
            conversations.discard(conversation)
            lose(error)

        def write(data):
            guarded("aiohttp, request", conversation.write, data)

        protocol.data_received, protocol.connection_lost = data_received, connection_lost
        protocol.transport = Heard(transport, write)
        return protocol.transport, protocol

    def give(connector, base):
        protocol, loop = connector._factory(), connector._loop

        def reply(exchange):
            entry = tape.find(exchange)
            if entry is None or "error" in entry:
                if entry is None:
                    error = wire.refused(exchange)
                    calls.answered(exchange, {**calls.failed(error), "unmatched": True})
                else:
                    error = tape.raised(entry, ConnectionError)
                    calls.answered(exchange, calls.failed(error))
                loop.call_soon(protocol.connection_lost, error)
                return
            calls.answered(exchange, {"status": entry["status"]})
            loop.call_soon(protocol.data_received, wire.response_of(tape, entry))

        conversation = Conversation(
            calls, base, reply, lambda: loop.call_soon(protocol.data_received, _GO_ON)
        )

        def write(data):
            if guarded("aiohttp, replay", lambda: (conversation.write(data),)) is None:
                # Otherwise nobody would ever answer.
                error = ConnectionRefusedError(111, "no recorded answer can be given")
                loop.call_soon(protocol.connection_lost, error)

        transport = Given(
            write,
            lambda: loop.call_soon(protocol.connection_lost, None),
        )
        protocol.connection_made(transport)
        return transport, protocol

    def make(original):
        async def _create_direct_connection(self, req, *args, **kwargs):
            url = req.url
            base = f"{url.scheme}://{url.host}"
            base = base if url.is_default_port() else f"{base}:{url.port}"
            is_live = http.is_own(calls, url.host, url.port)
            if calls.is_replaying and not is_live:
                entry = guarded("aiohttp, replay", tape.failure, base)
                if entry is None:
                    return give(self, base)
                error = tape.raised(entry, ConnectionError)
                guarded("aiohttp, connection", http.fail, calls, base, error)
                kind = kwargs.get("client_error", module.ClientConnectorError)
                raise kind(req.connection_key, error)
            try:
                made = await original(self, req, *args, **kwargs)
            except OSError as error:
                strip(error)
                cause = getattr(error, "os_error", error)
                guarded("aiohttp, connection", http.fail, calls, base, cause)
                raise
            return made if is_live else listen(base, *made)

        return _create_direct_connection

    calls.patches.replace(module.TCPConnector, "_create_direct_connection", make)


PATCHES = {"aiohttp.client": patch_session, "aiohttp.connector": patch_connector}
