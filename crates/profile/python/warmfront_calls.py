"""Records calls to other services: a span for each, with its parent and the user's line.

Neighbours named `warmfront_calls_LIBRARY` say where a library is entered and what is known there;
each is loaded when the function has imported that library. This module owns the span itself:

- The open span is in a context variable, since only contexts follow asyncio, greenlets and
  generators. It is set while a call is under way and no longer, so that only code that a library
  calls back, or starts, could see it. `warmfront_calls_threads` carries it into threads.
- A wrapper looks like what it wraps, hands arguments and results on as they are, and takes itself
  out of tracebacks, from Python 3.11 on. Before, the interpreter puts back the frame that an
  exception is handled in: there `prune` removes what is left, wherever a traceback is at hand.
- What goes wrong in here becomes one note for each place, and the call goes on without a span.
"""

import functools
import itertools
import os
import sys
import time
from _thread import get_ident

#: Neighbours, and the modules that each patches.
NEIGHBOURS = {
    "threads": ("asyncio.base_events", "concurrent.futures.thread", "threading"),
    "botocore": (
        "aiobotocore.client",
        "boto3.session",
        "botocore.client",
        "botocore.loaders",
        "botocore.response",
        "botocore.session",
    ),
    "http": ("http.client", "urllib.request"),
    "urllib3": ("urllib3.connection", "urllib3.connectionpool"),
    "requests": ("requests.sessions",),
    "httpx": ("httpcore._async.connection", "httpcore._sync.connection", "httpx._client"),
    "aiohttp": ("aiohttp.client", "aiohttp.client_reqrep", "aiohttp.connector"),
    "sqlite3": ("sqlite3.dbapi2",),
    "psycopg": (
        "psycopg.connection",
        "psycopg.connection_async",
        "psycopg.cursor",
        "psycopg.cursor_async",
        "psycopg.server_cursor",
    ),
    "psycopg2": ("psycopg2",),
    "mysql": (
        "mysql.connector.abstracts",
        "mysql.connector.connection",
        "mysql.connector.connection_cext",
        "mysql.connector.cursor",
        "mysql.connector.cursor_cext",
        "pymysql.connections",
        "pymysql.cursors",
    ),
    "asyncpg": ("asyncpg.connection", "asyncpg.prepared_stmt"),
    "sqlalchemy": (
        "sqlalchemy.dialects.postgresql.psycopg2",
        "sqlalchemy.engine.create",
        "sqlalchemy.engine.default",
    ),
    "redis": (
        "redis.asyncio.client",
        "redis.asyncio.cluster",
        "redis.asyncio.connection",
        "redis.client",
        "redis.cluster",
        "redis.connection",
    ),
    "pymongo": (
        "pymongo.asynchronous.mongo_client",
        "pymongo.mongo_client",
        "pymongo.monitoring",
        "pymongo.synchronous.mongo_client",
    ),
    "subprocess": ("asyncio.base_subprocess", "subprocess"),
}

#: Bits of a span's id that count; those above are the process id. All are exact in a double.
COUNT_BITS = 30

_monotonic_ns = time.monotonic_ns


class Span:
    """A call under way, or over once it has an end."""

    __slots__ = (
        "attributes",
        "end",
        "id",
        "kind",
        "library",
        "operation",
        "parent",
        "site",
        "start",
        "target",
        "thread",
        "token",
    )


class Calls:
    """What neighbours are given: spans, and the means to patch."""

    def __init__(self, recorder, load, options):
        self.load = load
        self.survey = options["mode"] == "survey"
        #: Whether calls are the agent's own, in a survey.
        self.is_muted = False
        self.lines = load("warmfront_calls_lines").Lines(options)
        #: Returns the user's line that a frame was reached from.
        self.line_of = self.lines.line_of
        self.is_async = is_async
        self.strip = strip
        self.disguise = disguise
        #: Returns the span and the line that this thread or task was started from, or `None`; it
        #: is asked when one of these is not empty. Both are a neighbour's.
        self.origin = None
        self.started = []
        #: What neighbours keep for one another, by name.
        self.shared = {}
        self._add = recorder.add
        self._recorder = recorder
        self._noted = set()
        self._open = _context_variable("warmfront")
        self._number_anew()
        os.register_at_fork(after_in_child=self._number_anew)

    def _number_anew(self):
        self._next_id = itertools.count((os.getpid() << COUNT_BITS) + 1).__next__

    def note(self, place, error):
        """Tells once for each place that something of a library is not as expected."""
        if place not in self._noted:
            self._noted.add(place)
            self._recorder.note(f"calls: {place}: {type(error).__name__}: {error}")

    def current(self):
        """Returns the innermost span that is open here, or `None`."""
        span = self._open.get(None)
        return None if span is None or span.end else span

    def begin(self, kind, library, operation, target, attributes, depth=2):
        """Opens a span; the user's line is looked for from `depth` frames above on."""
        parent = self._open.get(None)
        if parent is not None and parent.end:
            parent = None
        site = self.line_of(sys._getframe(depth), parent)
        if (parent is None or site is None) and any(self.started):
            origin = self.origin()
            if origin is not None:
                parent = parent or (None if origin[0] is None or origin[0].end else origin[0])
                site = site or origin[1]
        span = Span()
        span.id = self._next_id()
        span.parent = parent
        span.thread = get_ident()
        span.kind = kind
        span.library = library
        span.operation = operation
        span.target = target
        span.site = site
        span.attributes = attributes
        span.end = 0
        span.token = self._open.set(span)
        span.start = _monotonic_ns()
        return span

    def leave(self, span):
        """Makes a span that goes on no longer the one that calls are made under."""
        token, span.token = span.token, None
        if token is not None:
            self._close(span, token)

    def _close(self, span, token):
        try:
            self._open.reset(token)
        except ValueError:
            # What was begun in one context ends in another, which may be a copy of that.
            if self._open.get(None) is span:
                self._open.set(span.parent)

    def enter(self, span):
        """Makes it the one again."""
        span.token = self._open.set(span)

    def stop(self, span):
        """Takes the time at which a span ends."""
        span.end = _monotonic_ns()
        token, span.token = span.token, None
        if token is not None:
            self._close(span, token)

    def keep(self, span, error=None):
        """Records a span that has stopped; attributes may be added until the line is written."""
        if error is not None and error.__class__ is not str:
            error = type(error).__name__
        self._add([_line, span, error])

    def replace(self, owner, name, make, also=()):
        """Replaces a function of a module or class by `make(function)`, which looks the same.

        Modules that have taken it over under the same name, by now, are in `also`.
        """
        place = f"{getattr(owner, '__module__', '')}.{owner.__name__}.{name}"
        try:
            original = vars(owner)[name]
            function = getattr(original, "__func__", original)
            wrapper = disguise(make(function), function)
            if function is not original:
                wrapper = type(original)(wrapper)
            setattr(owner, name, wrapper)
            for each in map(sys.modules.get, also):
                if each is not None and vars(each).get(name) is original:
                    setattr(each, name, wrapper)
        except (KeyError, AttributeError, TypeError) as error:
            self.note(f"{place} is not as expected", error)

    def around(self, owner, name, kind, library, before, after=None, failed=None, also=()):
        """Records each call of a function.

        `before(args, kwargs)` returns operation, target and attributes, or `None` for no span;
        `after(span, args, kwargs, result)` and `failed(span, error)` may add to the attributes.
        """
        place = f"{library}.{name}"

        def begin(args, kwargs):
            try:
                told = None if self.is_muted else before(args, kwargs)
                return told and self.begin(kind, library, *told, 3)
            except Exception as error:
                self.note(place, error)
                return None

        reset, add = self._open.reset, self._add

        def done(span, args, kwargs, result):
            # As `stop` and `keep`, but each call of a function costs where caches are cold.
            span.end = _monotonic_ns()
            token, span.token = span.token, None
            try:
                reset(token)
            except ValueError:
                self._close(span, token)
            if after is not None:
                try:
                    after(span, args, kwargs, result)
                except Exception as error:
                    self.note(place, error)
            add([_line, span, None])

        def fail(span, error):
            strip(error)
            if span is None:
                return
            self.stop(span)
            if failed is not None:
                try:
                    failed(span, error)
                except Exception as another:
                    self.note(place, another)
            self.keep(span, error)

        self.replace(owner, name, lambda original: _wrapper(original, begin, done, fail), also)

    def client(self, owner, name, library, operation, target=None, also=()):
        """Records that something is made which calls are made with; `target(args, kwargs)`."""

        def before(args, kwargs):
            return operation, "" if target is None else target(args, kwargs), {}

        self.around(owner, name, "client", library, before, also=also)

    def connecting(self, owner, name):
        """Charges the time of a function that connects to the call that is under way."""

        def begin(args, kwargs):
            span = self.current()
            if span is None or "connecting" in span.attributes:
                return None
            span.attributes["connecting"] = _monotonic_ns()
            return span

        def done(span, args=(), kwargs=None, result=None):
            attributes = span.attributes
            took = _monotonic_ns() - attributes.pop("connecting")
            attributes["connection"] = "new"
            attributes["connect"] = attributes.get("connect", 0) + took

        def fail(span, error):
            strip(error)
            if span is not None:
                done(span)

        self.replace(owner, name, lambda original: _wrapper(original, begin, done, fail))


_NOWHERE = None, 0, None


def _told(code, line):
    """Returns file, line and function of a place in code."""
    return code.co_filename, line, getattr(code, "co_qualname", code.co_name)


def _line(kept):
    """Returns the line of a span, when lines are written."""
    _, span, error = kept
    return (
        "span",
        span.id,
        None if span.parent is None else span.parent.id,
        span.thread,
        span.start,
        span.end,
        span.kind,
        span.library,
        span.operation,
        span.target,
        *(_NOWHERE if span.site is None else _told(*span.site)),
        error,
        span.attributes,
    )


def _context_variable(name):
    """Makes a context variable without an import, which the function would find to be done."""
    for each in object.__subclasses__():
        if each.__name__ == "ContextVar":
            return each(name)
    return __import__("_contextvars").ContextVar(name)


def _wrapper(original, begin, done, fail):
    """Returns a function that calls another between `begin` and `done` or `fail`."""

    def wrapper(*args, **kwargs):
        span = begin(args, kwargs)
        try:
            result = original(*args, **kwargs)
        except BaseException as error:
            fail(span, error)
            raise
        if span is not None:
            done(span, args, kwargs, result)
        return result

    async def async_wrapper(*args, **kwargs):
        span = begin(args, kwargs)
        try:
            result = await original(*args, **kwargs)
        except BaseException as error:
            fail(span, error)
            raise
        if span is not None:
            done(span, args, kwargs, result)
        return result

    return async_wrapper if is_async(original) else wrapper


def is_async(function):
    """Tells whether a function is a coroutine function, without the module `inspect`."""
    code = getattr(function, "__code__", None)
    return code is not None and bool(code.co_flags & 0x80)


#: What the code of wrappers is said to be in. Python's `warnings` passes over files that are named
#: like this when it looks for the line to blame, so that the user's stays the one.
WRAPPER_FILE = os.path.join(
    os.path.dirname(_line.__code__.co_filename), "warmfront_importlib_bootstrap.py"
)

#: Code of wrappers by its address, beside the same code with the other file's name.
_disguised = {}


def disguise(wrapper, original):
    """Makes a wrapper look like what it wraps."""
    wrapper = functools.update_wrapper(wrapper, original)
    code = wrapper.__code__
    if id(code) not in _disguised:
        _disguised[id(code)] = code, code.replace(co_filename=WRAPPER_FILE)
    wrapper.__code__ = _disguised[id(code)][1]
    return wrapper


def strip(error):
    """Takes the wrapper that handles an exception out of its traceback."""
    trace = error.__traceback__
    if trace is not None:
        prune(trace)
        if trace.tb_frame.f_code.co_filename == WRAPPER_FILE:
            error.__traceback__ = trace.tb_next


def prune(trace):
    """Takes wrappers out of a traceback, except for the first frame of it."""
    while trace is not None:
        below = trace.tb_next
        while below is not None and below.tb_frame.f_code.co_filename == WRAPPER_FILE:
            below = below.tb_next
        if below is not trace.tb_next:
            trace.tb_next = below
        trace = below


def install(recorder, when_imported, load, options):
    """Patches each library as soon as the function has imported it."""
    calls = Calls(recorder, load, options)
    for neighbour, modules in NEIGHBOURS.items():
        for module in modules:
            when_imported(module, functools.partial(_patch, calls, module, neighbour))
    return calls


def _patch(calls, name, neighbour, module):
    try:
        calls.load("warmfront_calls_" + neighbour).PATCHES[name](calls, module)
    except Exception as error:
        calls.note(f"{name} is not as expected", error)
