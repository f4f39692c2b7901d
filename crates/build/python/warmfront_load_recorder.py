"""Records which modules' bodies run, when, on whose behalf, and what each takes.

An engine starts it as an agent, ahead of the import of the handler's module. What it saw goes to
the open file that it is given, as JSON, when that import ends and again after each invocation: an
environment may be lost at any time. A module that lies in `sys.modules` with its body still to be
run, as a deferred import leaves it, is not there for it: only bodies count.
"""

import functools
import importlib.machinery
import json
import os
import sys
import threading
from time import thread_time_ns

_MOST = 50_000

_modules = []
_lock = threading.Lock()
_running = threading.local()
_phase = 0


def start(bootstrap, descriptor, options):
    """Records while the bootstrap gets its handler, and while that handles events."""
    get_handler = bootstrap["_get_handler"]

    def watched(handler):
        at_start = sorted(name for name in list(sys.modules) if type(name) is str)
        for loader in ("SourceFileLoader", "SourcelessFileLoader", "ExtensionFileLoader"):
            _watch(getattr(importlib.machinery, loader), "exec_module")
        # Many extension modules do everything here.
        _watch(importlib.machinery.ExtensionFileLoader, "create_module")
        try:
            function = get_handler(handler)
        finally:
            _write(descriptor, at_start)
        return _counting(function, lambda: _write(descriptor, at_start))

    bootstrap["_get_handler"] = watched


def _counting(function, finish):
    def handler(event, context):
        global _phase
        _phase += 1
        try:
            return function(event, context)
        finally:
            finish()

    return handler


def _watch(loader, name):
    """Has a loader tell of every module that it runs."""
    original = getattr(loader, name)

    @functools.wraps(original)
    def watched(self, module):
        with _Body(str(self.name)):
            return original(self, module)

    setattr(loader, name, watched)


class _Body:
    """One module's body while it runs."""

    __slots__ = ("began", "importer", "name", "within")

    def __init__(self, name):
        self.name = name

    def __enter__(self):
        try:
            bodies = _running.bodies
        except AttributeError:
            bodies = _running.bodies = []
        self.importer = bodies[-1].name if bodies else None
        bodies.append(self)
        self.within = 0
        self.began = thread_time_ns()

    def __exit__(self, kind, error, trace):
        took = thread_time_ns() - self.began
        bodies = _running.bodies
        bodies.pop()
        if bodies:
            bodies[-1].within += took
        own = max(took - self.within, 0)
        with _lock:
            if kind is None and len(_modules) < _MOST:
                _modules.append([self.name, self.importer, _phase, own])


def _write(descriptor, at_start):
    with _lock:
        text = json.dumps({"at_start": at_start, "modules": _modules}).encode("ascii")
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.ftruncate(descriptor, 0)
    while text:
        text = text[os.write(descriptor, text) :]
