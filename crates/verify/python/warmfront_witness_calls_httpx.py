"""httpx, plain and for asyncio: the transport that a client has unless it is given another."""


def patch(calls, module):
    """All requests come through `handle_request` or `handle_async_request`."""
    guarded, strip, tape = calls.recorder.guarded, calls.strip, calls.tape
    most = calls.load("tape").MOST_ANSWER
    sounds = _streams(module, guarded)
    is_own = calls.load("calls_http").is_own
    open_ones = set()

    def ask(request):
        headers = [(k.decode("latin-1"), v.decode("latin-1")) for k, v in request.headers.raw]
        body = getattr(request, "_content", None)
        body = request.stream if body is None else body
        return calls.ask(request.method, str(request.url), headers, body)

    def is_live(request):
        return is_own(calls, request.url.host, request.url.port)

    def answered(exchange, request, response):
        calls.answered(exchange, {"status": response.status_code})
        if calls.is_replaying or is_live(request):
            return
        answer = {
            "status": response.status_code,
            "headers": [
                [k.decode("latin-1"), v.decode("latin-1")] for k, v in response.headers.raw
            ],
        }

        def done(heard):
            open_ones.discard(heard)
            if heard.is_cut or not heard.is_whole:
                answer["cut"] = True
            answer["answer"] = tape.content(bytes(heard.data))
            tape.keep(exchange, **answer)

        heard = sounds[hasattr(response.stream, "__aiter__")](response.stream, most, done)
        open_ones.add(heard)
        response.stream = heard

    def finish():
        for heard in list(open_ones):
            heard.finish()

    calls.when_over.append(finish)

    def failed(exchange, request, error):
        calls.answered(exchange, calls.failed(error))
        if not calls.is_replaying and not is_live(request):
            tape.keep(exchange, error=tape.error(error))

    def give(exchange, request, is_async):
        entry = tape.find(exchange)
        if entry is None:
            error = unmatched(exchange)
            calls.answered(exchange, {**calls.failed(error), "unmatched": True})
            return error, None
        if "error" in entry:
            error = tape.raised(entry, _default())
            calls.answered(exchange, calls.failed(error))
            return error, None
        calls.answered(exchange, {"status": entry["status"]})
        headers = [(k.encode("latin-1"), v.encode("latin-1")) for k, v in entry["headers"]]
        stream = sounds["given"](tape.data(entry.get("answer")))
        extensions = {"http_version": b"HTTP/1.1"}
        return None, module.Response(
            entry["status"], headers=headers, stream=stream, extensions=extensions
        )

    def unmatched(exchange):
        what = f"no recorded answer to {exchange.method} {exchange.url}"
        return _default()(f"All connection attempts failed: {what}")

    def begin(request, is_async):
        """Returns the request's exchange, and what answers it when it is not made."""
        exchange = ask(request)
        if not calls.is_replaying or is_live(request):
            return exchange, None
        return exchange, give(exchange, request, is_async)

    def make(original):
        def handle_request(self, request):
            begun = guarded("httpx, request", begin, request, False)
            if begun is None:
                if calls.is_replaying:
                    raise _default()(f"no recorded answer to {request.method} {request.url}")
                return original(self, request)
            exchange, given = begun
            if given is not None:
                if given[0] is not None:
                    raise given[0]
                return given[1]
            try:
                response = original(self, request)
            except BaseException as error:
                strip(error)
                guarded("httpx, error", failed, exchange, request, error)
                raise
            guarded("httpx, answer", answered, exchange, request, response)
            return response

        return handle_request

    def make_async(original):
        async def handle_async_request(self, request):
            begun = guarded("httpx, request", begin, request, True)
            if begun is None:
                if calls.is_replaying:
                    raise _default()(f"no recorded answer to {request.method} {request.url}")
                return await original(self, request)
            exchange, given = begun
            if given is not None:
                if given[0] is not None:
                    raise given[0]
                return given[1]
            try:
                response = await original(self, request)
            except BaseException as error:
                strip(error)
                guarded("httpx, error", failed, exchange, request, error)
                raise
            guarded("httpx, answer", answered, exchange, request, response)
            return response

        return handle_async_request

    calls.patches.replace(module.HTTPTransport, "handle_request", make)
    calls.patches.replace(module.AsyncHTTPTransport, "handle_async_request", make_async)


def _default():
    import httpx

    return httpx.ConnectError


def _streams(module, guarded):
    """Returns the classes of bodies: kept as they are read, by whether that is asynchronous."""

    class Heard:
        """What both have."""

        def __init__(self, stream, most, done):
            self._stream = stream
            self._most = most
            self._done = done
            self.data = bytearray()
            self.is_cut = False
            self.is_whole = False

        def _keep(self, part):
            if len(self.data) + len(part) > self._most:
                self.is_cut = True
            elif not self.is_cut:
                self.data += part

        def finish(self):
            """Has what was read be kept."""
            done, self._done = self._done, None
            if done is not None:
                done(self)

    class HeardPlain(Heard, module.SyncByteStream):
        """A body that is read as usual."""

        def __iter__(self):
            for part in self._stream:
                self._keep(part)
                yield part
            self.is_whole = True

        def close(self):
            self._stream.close()
            guarded("httpx, body", self.finish)

    class HeardAsync(Heard, module.AsyncByteStream):
        """A body that is read asynchronously."""

        async def __aiter__(self):
            async for part in self._stream:
                self._keep(part)
                yield part
            self.is_whole = True

        async def aclose(self):
            await self._stream.aclose()
            guarded("httpx, body", self.finish)

    class Given(module.SyncByteStream, module.AsyncByteStream):
        """A body from a tape."""

        def __init__(self, data):
            self._data = data

        def __iter__(self):
            yield self._data

        async def __aiter__(self):
            yield self._data

    return {False: HeardPlain, True: HeardAsync, "given": Given}


PATCHES = {"httpx._transports.default": patch}
