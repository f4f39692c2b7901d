"""What is left for the next invocation, at the end of init and of each invocation.

A part is told when it is not what it was when the process began, so that a module that is not
loaded, and a default that nobody asked for, look alike. Parts that have not changed since they were
last told are left out; one that is as it was at first again is told as `null`.
"""

import logging
import os
import sys
import threading
import warnings

#: Set by the platform for each invocation.
_PLATFORM = b"_X_AMZN_TRACE_ID"


class State:
    """Knows what was there at first, and what was told last."""

    def __init__(self, recorder, load, phases, options):
        self._recorder = recorder
        self._phases = phases
        self._options = options
        self._globals = load("globals").Globals(recorder, load, options)
        self._first = {}
        self._told = {}

    def begin(self, number):
        """Takes what is there before any of the function's code has run."""
        if number == 0:
            self._first = self._parts()

    def finish(self, line):
        """Adds what has changed to the line of a phase."""
        parts = {name: value for name, value in self._parts().items() if self._is_news(name, value)}
        parts["variables"] = self._changed_variables(parts.get("variables"))
        parts["files"] = self._phases.files.names()
        parts.update(self._globals.parts())
        parts = {name: value for name, value in parts.items() if value not in (None, {}, [])}
        to_json, told = self._recorder.json, self._told
        now = {name: to_json(value) for name, value in parts.items()}
        line["state"] = {name: parts[name] for name in now if told.get(name) != now[name]}
        line["state"].update({name: None for name in told if name not in now})
        self._told = now

    def _is_news(self, name, value):
        return self._first.get(name) != value

    def _changed_variables(self, variables):
        if variables is None:
            return None
        first, variables = _decoded(self._first["variables"]), _decoded(variables)
        changed = {name: None for name in first if name not in variables}
        changed.update({k: v for k, v in variables.items() if first.get(k) != v})
        return {name: changed[name] for name in sorted(changed)}

    def _parts(self):
        parts = {}
        for name, read in _READERS.items():
            try:
                parts[name] = read()
            except Exception:
                # What cannot be read, such as a working folder that was removed, is told as that.
                parts[name] = "unreadable"
        parts["loggers"] = self._loggers()
        # Reading it takes as long as all the rest. What starts programs without a fork of the
        # interpreter's own is in these modules.
        starts = ("subprocess", "multiprocessing")
        may_have = self._recorder.has_forked or any(name in sys.modules for name in starts)
        parts["children"] = _children() if may_have else []
        return parts

    def _loggers(self):
        own, levels = self._options["own_modules"], {}
        known = logging.root.manager.loggerDict
        for name, logger in sorted(dict(known).items(), key=lambda pair: pair[0]):
            level = vars(logger).get("level")
            if level and name.split(".")[0] in own:
                levels[name] = [level, [type(each).__name__ for each in vars(logger)["handlers"]]]
        return levels


def _variables():
    # As bytes, which are compared as a whole; they are decoded when they have changed.
    return dict(vars(os.environ).get("_data") or os.environb.items())


def _decoded(variables):
    decode = os.fsdecode
    return {decode(name): decode(value) for name, value in variables.items() if name != _PLATFORM}


def _umask():
    if len(threading._active) == 1:
        # Nobody makes a file meanwhile.
        mask = os.umask(0o077)
        os.umask(mask)
        return f"{mask:04o}"
    with open("/proc/self/status", "rb") as file:
        for line in file:
            if line.startswith(b"Umask:"):
                return line.split()[1].decode()
    return None


def _root_logger():
    root = logging.root
    handlers = [type(handler).__name__ for handler in root.handlers]
    return {"level": root.level, "handlers": handlers, "disabled": root.manager.disable}


def _signals():
    get = sys.modules["_signal"].getsignal
    handlers = {}
    for number in range(1, 32):
        handler = get(number)
        if callable(handler):
            handlers[str(number)] = getattr(handler, "__qualname__", type(handler).__name__)
        elif handler == 1:
            handlers[str(number)] = "ignored"
    return handlers


def _locale():
    # It is the process's, whether or not the function has loaded the module that tells it.
    is_loaded = "_locale" in sys.modules
    import _locale

    if not is_loaded:
        del sys.modules["_locale"]
    return _locale.setlocale(_locale.LC_ALL)


def _decimal():
    module = sys.modules.get("decimal")
    if module is None:
        return None
    context = module.getcontext()
    settings = [context.prec, context.rounding, context.Emin, context.Emax, context.capitals]
    settings.append([str(each) for each, is_on in context.traps.items() if is_on])
    fresh = module.Context()
    first = [fresh.prec, fresh.rounding, fresh.Emin, fresh.Emax, fresh.capitals]
    first.append([str(each) for each, is_on in fresh.traps.items() if is_on])
    return None if settings == first else settings


def _threads():
    alive = []
    for thread in list(threading._active.values()):
        facts = vars(thread)
        name = facts.get("_name", "")
        alive.append({"name": name, "daemon": bool(facts.get("_daemonic"))})
    return sorted(alive, key=lambda thread: (thread["name"], thread["daemon"]))


def _children():
    names = []
    for task in os.listdir("/proc/self/task"):
        with open(f"/proc/self/task/{task}/children", "rb") as file:
            for child in file.read().split():
                with open(f"/proc/{child.decode()}/comm", "rb") as comm:
                    names.append(comm.read().decode("utf-8", "replace").strip())
    return sorted(names)


def _event_loop():
    events = sys.modules.get("asyncio.events")
    policy = None if events is None else vars(events).get("_event_loop_policy")
    loop = getattr(getattr(policy, "_local", None), "_loop", None)
    return None if loop is None or loop.is_closed() else "open"


def _default_timeout():
    module = sys.modules.get("_socket")
    return None if module is None else module.getdefaulttimeout()


_READERS = {
    "variables": _variables,
    "folder": os.getcwd,
    "umask": _umask,
    "logging": _root_logger,
    "warnings": lambda: len(warnings.filters),
    "signals": _signals,
    "locale": _locale,
    "path": lambda: [entry for entry in sys.path if type(entry) is str],
    "decimal": _decimal,
    "threads": _threads,
    "event_loop": _event_loop,
    "recursion_limit": sys.getrecursionlimit,
    "switch_interval": sys.getswitchinterval,
    "socket_timeout": _default_timeout,
    "streams": lambda: [type(sys.stdout).__name__, type(sys.stderr).__name__],
}


def install(recorder, load, phases, options):
    """Begins to look."""
    state = State(recorder, load, phases, options)
    phases.when_beginning.append(state.begin)
    phases.when_over.append(state.finish)
