"""botocore, and boto3 on top of it: operations, and the requests that they are made of.

An operation is told with its parameters as the function gave them; each attempt is one request in
its `wire`. Answers are kept and given at the one function that sends: signing, parsing and retries
are botocore's own.
"""

import io

#: Answers from these are credentials, and nothing that a replay may wait for.
_CREDENTIALS = ("169.254.169.254", "169.254.170.2", "169.254.170.23")
_EVENTS = "application/vnd.amazon.eventstream"
_MOST_BODY = 16 << 20


def _operation(calls, owner):
    """Records each operation of a class of clients."""
    strip = calls.strip

    def begin(client, args, kwargs):
        operation = args[0] if args else kwargs["operation_name"]
        given = args[1] if len(args) > 1 else kwargs.get("api_params")
        model = client.meta.service_model
        facts = {"service": model.service_name, "operation": operation}
        return calls.begin("aws", **facts, arguments=calls.written(given))

    def done(call, result):
        told = result.get("ResponseMetadata", {}) if isinstance(result, dict) else {}
        calls.end(call, {"status": told.get("HTTPStatusCode")})

    def fail(call, error):
        outcome = calls.failed(error)
        answer = getattr(error, "response", None)
        if isinstance(answer, dict):
            outcome["code"] = calls.written(answer.get("Error", {}).get("Code"))
        calls.end(call, outcome)

    guarded = calls.recorder.guarded

    def make(original):
        def _make_api_call(self, *args, **kwargs):
            call = guarded("botocore, operation", begin, self, args, kwargs)
            if call is None:
                return original(self, *args, **kwargs)
            try:
                result = original(self, *args, **kwargs)
            except BaseException as error:
                strip(error)
                guarded("botocore, error", fail, call, error)
                raise
            guarded("botocore, result", done, call, result)
            return result

        async def async_make_api_call(self, *args, **kwargs):
            call = guarded("aiobotocore, operation", begin, self, args, kwargs)
            if call is None:
                return await original(self, *args, **kwargs)
            try:
                result = await original(self, *args, **kwargs)
            except BaseException as error:
                strip(error)
                guarded("aiobotocore, error", fail, call, error)
                raise
            guarded("aiobotocore, result", done, call, result)
            return result

        return async_make_api_call if calls.patches.is_async(original) else _make_api_call

    calls.patches.replace(owner, "_make_api_call", make)


def patch_session(calls, module):
    """All requests come through `send`."""
    guarded, strip, tape = calls.recorder.guarded, calls.strip, calls.tape

    def ask(request):
        headers = [(name, _text(value)) for name, value in request.headers.items()]
        url, body = request.url, _body(request.body)
        return calls.ask(request.method, url, headers, body)

    def keep(exchange, response):
        answer = {"status": response.status_code, "headers": _headers(response)}
        data = _content(calls, module, response, exchange)
        calls.answered(exchange, {"status": response.status_code})
        if data is None:
            answer["cut"] = True
        else:
            answer["answer"] = tape.content(data)
        tape.keep(exchange, **answer)

    def failed(exchange, error):
        calls.answered(exchange, calls.failed(error))
        tape.keep(exchange, error={**tape.error(error), "named": _named(error)})

    def record(original, self, request):
        exchange = guarded("botocore, request", ask, request)
        if exchange is None:
            return original(self, request)
        try:
            response = original(self, request)
        except BaseException as error:
            strip(error)
            guarded("botocore, request", failed, exchange, error)
            raise
        guarded("botocore, answer", keep, exchange, response)
        return response

    def give(request):
        exchange = ask(request)
        entry = tape.find(exchange)
        if entry is None:
            error = unmatched(module, exchange, request)
            calls.answered(exchange, {**calls.failed(error), "unmatched": True})
            return error, None
        if "error" in entry:
            error = _raised(module, entry["error"], request)
            calls.answered(exchange, calls.failed(error))
            return error, None
        calls.answered(exchange, {"status": entry["status"]})
        return None, _response(tape, entry, request)

    def make(original):
        def send(self, request):
            if not calls.is_replaying:
                return record(original, self, request)
            given = guarded("botocore, replay", give, request)
            if given is None:
                raise unmatched(module, None, request)
            if given[0] is not None:
                raise given[0]
            return given[1]

        return send

    calls.patches.replace(module.URLLib3Session, "send", make)


def _text(value):
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _body(body):
    """Returns the bytes of a body, where they can be had without changing what is read later."""
    body = getattr(body, "_raw", body)
    if isinstance(body, io.BytesIO):
        return body.getvalue()
    if isinstance(body, (io.BufferedReader, io.BufferedRandom)) and body.seekable():
        at = body.tell()
        data = body.read(_MOST_BODY)
        body.seek(at)
        return data
    return body


def _headers(response):
    return [[name, value] for name, value in response.headers.items()]


def _content(calls, module, response, exchange):
    """Returns the body of an answer, which is then read from memory; `None` if it may not end."""
    if response._content is not None:
        return response._content
    kind = response.headers.get("content-type", "")
    length = response.headers.get("content-length", "")
    if kind == _EVENTS or not length.isdigit() or int(length) > _MOST_BODY:
        calls.recorder.note(
            f"the answer to {exchange.method} {exchange.url} is a stream: it cannot be replayed"
        )
        return None
    data = response.raw.read(decode_content=False)
    response.raw.release_conn()
    response.raw = _raw(data, response.headers, response.status_code)
    return data


def _raw(data, headers, status):
    """Returns what urllib3 makes of an answer."""
    import urllib3.response

    return urllib3.response.HTTPResponse(
        body=io.BytesIO(data),
        headers=headers,
        status=status,
        preload_content=False,
        decode_content=False,
    )


def _response(tape, entry, request):
    import botocore.awsrequest
    import botocore.compat

    headers = botocore.compat.HTTPHeaders()
    data = tape.data(entry.get("answer"))
    for name, value in entry.get("headers") or ():
        headers[name] = value
    # The body was decoded, if it was encoded, when it was kept.
    plain = {name: value for name, value in headers.items() if name.lower() != "content-encoding"}
    raw = _raw(data, plain, entry["status"])
    url, status = request.url, entry["status"]
    response = botocore.awsrequest.AWSResponse(url, status, headers, raw)
    if not request.stream_output:
        response.content  # noqa: B018  (as the original does)
    return response


def _named(error):
    told = getattr(error, "kwargs", {})
    names = ("endpoint_url", "error", "proxy_url")
    return {name: str(told[name]) for name in names if name in told}


def _raised(module, told, request):
    """Returns the exception that a request ended with."""
    import botocore.exceptions as exceptions

    kind = getattr(exceptions, told["type"], exceptions.HTTPClientError)
    try:
        return kind(request=request, **told.get("named", {}))
    except Exception:
        return exceptions.HTTPClientError(error=told["type"], request=request)


def unmatched(module, exchange, request):
    """Returns what is raised for a request that has no recorded answer."""
    import botocore.exceptions as exceptions

    what = f"no recorded answer to {request.method} {request.url}"
    host = request.url.partition("://")[2].partition("/")[0].partition(":")[0]
    if host in _CREDENTIALS:
        return exceptions.EndpointConnectionError(endpoint_url=request.url, error=what)
    return exceptions.HTTPClientError(error=what, request=request)


def patch_client(calls, module):
    """Clients of botocore."""
    _operation(calls, module.BaseClient)


def patch_async_client(calls, module):
    """Clients of aiobotocore."""
    _operation(calls, module.AioBaseClient)


PATCHES = {
    "botocore.client": patch_client,
    "botocore.httpsession": patch_session,
    "aiobotocore.client": patch_async_client,
}
