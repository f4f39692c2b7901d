"""Calls to other services: what was asked of whom, in which order, and how it ended.

Neighbours named `warmfront_witness_calls_LIBRARY` say where a library is entered; each is loaded
when the function has imported that library. This module owns two things:

- a `Call` is what the function asked for, and what is compared. Calls that a library makes below
  another are part of that one: their requests are told in its `wire`, such as the attempts of an
  operation of AWS;
- an `Exchange` is one request over HTTP, which is kept with its answer and can be answered from a
  tape.

The call that is under way is in a context variable, since only contexts follow asyncio. Its lane
says who makes it: nothing for the code that the handler runs itself, else the number of a task, an
item of work in a pool of threads, or a thread.
"""

import functools
import itertools
import os
import sys
import threading
from weakref import WeakKeyDictionary

#: Neighbours, and the modules that each patches.
NEIGHBOURS = {
    "botocore": ("botocore.client", "botocore.httpsession", "aiobotocore.client"),
    "http": ("http.client", "urllib3.connection"),
    "httpx": ("httpx._transports.default",),
    "aiohttp": ("aiohttp.client", "aiohttp.connector"),
    "psycopg2": ("psycopg2",),
    "stores": ("pymongo.monitoring", "redis.asyncio.client", "redis.client"),
    "sql": (
        "asyncpg.connection",
        "mysql.connector.abstracts",
        "mysql.connector.connection",
        "mysql.connector.connection_cext",
        "mysql.connector.cursor",
        "mysql.connector.cursor_cext",
        "psycopg.connection",
        "psycopg.connection_async",
        "psycopg.cursor",
        "psycopg.cursor_async",
        "psycopg.server_cursor",
        "pymysql.connections",
        "pymysql.cursors",
    ),
}

_MOST_NODES = 20_000
_LONGEST_MESSAGE = 10_000
#: Credentials: told apart, but not told.
_SECRET = ("authorization", "proxy-authorization", "cookie", "x-api-key", "x-amz-security-token")
#: Different each time by their meaning.
_NOISE = ("amz-sdk-invocation-id", "x-amz-date", "amz-sdk-request", "x-amzn-trace-id")


class Call:
    """A call under way."""

    __slots__ = ("facts", "lane", "place", "token", "wire")


class Exchange:
    """A request over HTTP."""

    __slots__ = ("body", "call", "facts", "method", "place", "service", "url")


class Calls:
    """What neighbours are given."""

    def __init__(self, recorder, load, options):
        self.recorder = recorder
        self.load = load
        self.patches = load("patches")
        self.strip = self.patches.strip
        self.tape = load("tape").Tape(recorder, load("values"), options["tape"])
        self.is_replaying = options["tape"] is not None
        self._values = load("values")
        self._open = context_variable("warmfront")
        self._next = itertools.count(1).__next__
        self._lanes = WeakKeyDictionary()
        self._next_lane = itertools.count(1).__next__
        self._main = threading.get_ident()
        #: What is seen of sockets and programs.
        self.seen = None
        #: What neighbours do when a phase is over.
        self.when_over = []

    # Calls.

    def begin(self, kind, **facts):
        """Opens a call, or returns `None` within another."""
        if self._open.get(None) is not None:
            return None
        call = Call()
        call.facts = {"kind": kind, **facts}
        call.place = self._next()
        call.lane = self._lane()
        call.wire = []
        call.token = self._open.set(call)
        return call

    def current(self):
        """Returns the call that is under way here, or `None`."""
        return self._open.get(None)

    def end(self, call, outcome):
        """Closes a call and records it."""
        if call is None:
            return
        self.close(call)
        facts = call.facts
        if call.wire:
            facts["wire"] = call.wire
        facts["outcome"] = outcome
        line = {"kind": "call", "n": call.place, "call": facts}
        if call.lane is not None:
            line["lane"] = call.lane
        self.recorder.write(line)

    def close(self, call):
        """Makes a call no longer the one that others are made under."""
        token, call.token = call.token, None
        if token is not None:
            try:
                self._open.reset(token)
            except ValueError:
                # It ends in another context than it began in, which may be a copy of that.
                if self._open.get(None) is call:
                    self._open.set(None)

    def written(self, value):
        """Returns a value as it is told."""
        return self._values.Writer(self.recorder.json, _MOST_NODES).value(value)

    def failed(self, error):
        """Returns the outcome of a call that raised; it is a library that says what."""
        return {"error": type(error).__name__, "message": str(error)[:_LONGEST_MESSAGE]}

    def _lane(self):
        if os.getpid() != _pid:
            return f"process {os.getpid()}"
        who = _who(threading.get_ident() == self._main)
        if who is None:
            return None
        number = self._lanes.get(who)
        if number is None:
            number = self._lanes[who] = self._next_lane()
        return number

    # Exchanges.

    def ask(self, method, url, headers, body):
        """Begins a request; it is a call of its own unless there is one."""
        exchange = Exchange()
        exchange.method, exchange.url = method, url
        exchange.body = self.tape.body(body, headers)
        exchange.place = self._next()
        exchange.facts = {"method": method, "url": self.tape.told_url(url)}
        parent = self._open.get(None)
        exchange.call, exchange.service = None, (None, None)
        if parent is None or "service" not in parent.facts:
            exchange.facts.update(headers=self._headers(headers), body=exchange.body)
        if parent is None:
            exchange.call = self.begin("http", **exchange.facts)
        else:
            parent.wire.append(exchange.facts)
            exchange.service = parent.facts.get("service"), parent.facts.get("operation")
        return exchange

    def answered(self, exchange, outcome):
        """Ends a request, as far as the function sees it."""
        if exchange.call is not None:
            self.end(exchange.call, outcome)
        else:
            exchange.facts["outcome"] = outcome

    def _headers(self, headers):
        told = []
        for name, value in headers:
            lower = name.lower()
            if lower in _NOISE:
                continue
            shown = self.tape.without_boundary(value)
            if lower in _SECRET:
                shown = f"{value.split(' ')[0]} ({self._values.digest(value.encode())})"
            told.append([name, shown])
        return told

    def finish(self, line):
        """Ends what is open with a phase."""
        for callback in self.when_over:
            callback()


_pid = os.getpid()


def _who(is_main):
    """Returns the object that stands for who runs, `None` for the handler itself."""
    task = _task()
    frame = sys._getframe(3)
    while frame is not None:
        code = frame.f_code
        if task is not None and code.co_name == "run_until_complete":
            # What the handler waits for is its own doing.
            return None if is_main and frame.f_locals.get("future") is task else task
        if code.co_name == "run" and code.co_filename == _pool_file() and task is None:
            return frame.f_locals.get("self")
        frame = frame.f_back
    if task is not None:
        return task
    # `current_thread` would make an object for a thread that has none.
    return None if is_main else threading._active.get(threading.get_ident(), threading)


def _task():
    events = sys.modules.get("asyncio.tasks")
    if events is None:
        return None
    try:
        return events.current_task()
    except RuntimeError:
        return None


def _pool_file():
    module = sys.modules.get("concurrent.futures.thread")
    return None if module is None else module.__file__


def context_variable(name):
    """Makes a context variable without an import, which the function would find to be done."""
    for each in object.__subclasses__():
        if each.__name__ == "ContextVar":
            return each(name)
    return __import__("_contextvars").ContextVar(name)


def install(recorder, load, phases, audit, when_imported, options):
    """Patches each library as soon as the function has imported it."""
    calls = Calls(recorder, load, options)
    phases.when_over.append(calls.finish)
    calls.seen = load("seen").Seen(calls)
    calls.seen.watch(audit)
    for neighbour, modules in NEIGHBOURS.items():
        for module in modules:
            when_imported(module, functools.partial(_patch, calls, module, neighbour))


def _patch(calls, name, neighbour, module):
    calls.load("calls_" + neighbour).PATCHES[name](calls, module)
