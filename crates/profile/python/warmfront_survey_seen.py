"""Keeps which code ran, at which lines, and on whose behalf; watchers of the interpreter feed it.

A *phase* is init or one invocation. During init, code runs on behalf of a module: the innermost one
that is being imported in the thread, known from a stack of imports and bodies under way. A function
of `a` that the body of `b` calls, through whatever is between them, is needed by `b`; one that the
body of `a` calls itself is needed by nobody else.

Nothing of the function's is kept alive but code: what has left `sys.modules`, as compiled templates
do, is told of while it runs.
"""

import sys
from _thread import get_ident
from _weakref import ref

_OPTIMIZED = 1  # flag of a code object: a function, not the body of a module or a class

#: Code objects that are kept: new code for each event must not exhaust memory.
_MAXIMUM = 200_000


class Record:
    """What is known of a code object."""

    __slots__ = (
        "budget",
        "code",
        "home",
        "identity",
        "is_body",
        "is_function",
        "is_ours",
        "is_user",
        "last",
        "module",
        "phase",
        "told",
        "watcher",
    )

    @property
    def namespace(self):
        """Returns the variables of its module; once that is gone, only which one it was."""
        module = self.home()
        return self.identity if module is None else object.__getattribute__(module, "__dict__")


class Phase:
    """What was seen during init or one invocation."""

    __slots__ = (
        "done",
        "lines",
        "n_resolved",
        "natives",
        "ran",
        "records",
        "request_id",
        "requests",
        "whole",
    )

    def __init__(self, request_id):
        self.request_id = request_id
        #: Code objects that ran, and how many of them were told of.
        self.records = []
        self.n_resolved = 0
        #: By code object's id, lines that ran.
        self.lines = {}
        #: Ids of code objects whose lines are not known: any may have run.
        self.whole = set()
        #: Ids of code objects of which there is nothing more to see.
        self.done = set()
        #: By module on whose behalf, modules whose functions ran.
        self.ran = {}
        #: Import statements and calls: module that asked, module, line, whether that is a need.
        self.requests = set()
        #: Id of a code object, and module of a native function or class that it called.
        self.natives = set()

    def has_run(self, code, line):
        """Tells whether a line of a code object ran, or may have."""
        key = id(code)
        return key in self.whole or line in self.lines.get(key, ())


class Thread:
    """What is under way in one thread."""

    __slots__ = ("entries", "top")

    def __init__(self):
        #: Watched calls under way: code object, watcher, its token, and the module on top before.
        self.entries = []
        #: Module that is being imported.
        self.top = None


class Seen:
    """What was seen of code that ran."""

    def __init__(self, places, note):
        self._places = places
        self._note = note
        self._watchers = {}
        #: By id of a code object, its record; which keeps the code alive, and so the id true.
        self.records = {}
        #: By module, record of its body and phase in which that ran.
        self.bodies = {}
        #: By file, record of what was run there as a body, but of no module.
        self.homeless = {}
        self.threads = {}
        self.phase = Phase(None)
        #: Called with a module whose body has ended.
        self.when_body_ended = lambda module: None
        #: Called in each phase with a record without a module to be had later, and its variables.
        self.when_homeless = lambda record, namespace: None

    def watch(self, code, watcher):
        """Has a watcher told of each call of a code object, and of its end."""
        before = self._watchers.get(id(code))
        if before is not None:
            watcher = Both(before, watcher)
        self._watchers[id(code)] = watcher
        record = self.records.get(id(code))
        if record is not None:
            record.watcher = watcher

    def thread(self):
        """Returns what is under way in this thread."""
        thread = self.threads.get(get_ident())
        if thread is None:
            thread = self.threads[get_ident()] = Thread()
        return thread

    def begin(self, request_id):
        """Begins another phase; whatever was under way in this thread is over."""
        self.phase = Phase(request_id)
        self.threads[get_ident()] = Thread()

    def first(self, code, frame):
        """Returns the record of a code object that was not seen yet, and now runs in a frame."""
        record = Record()
        record.code = code
        namespace = frame.f_globals
        name = namespace.get("__name__")
        module = sys.modules.get(name) if type(name) is str else None
        is_module = type(getattr(module, "__dict__", None)) is dict
        is_home = is_module and module.__dict__ is namespace
        record.module = name if is_home else None
        record.home = _weakly(module) if is_home else _nowhere
        record.identity = _identity(namespace)
        record.told = {}
        record.is_ours = self._places.is_ours(code.co_filename, name)
        record.is_user = not record.is_ours and self._places.is_user(code.co_filename)
        record.is_function = bool(code.co_flags & _OPTIMIZED)
        record.is_body = code.co_name == "<module>" and not record.is_function
        record.last = record.phase = self
        record.budget = 0
        record.watcher = self._watchers.get(id(code))
        if record.is_body and record.watcher is None and not record.is_ours:
            record.watcher = Body(self)
        if len(self.records) < _MAXIMUM:
            self.records[id(code)] = record
        return record

    def note(self, record, top, frame):
        """Notes that a code object runs on behalf of a module, or of nobody known."""
        record.last = top
        if record.is_ours:
            return
        phase = self.phase
        if record.phase is not phase:
            record.phase = phase
            phase.records.append(record)
            if record.is_body and record.module is None and len(self.homeless) < _MAXIMUM:
                self.homeless[record.code.co_filename] = record
            elif record.is_body:
                # What is run later in its name, such as methods of data classes, is not its body.
                known = self.bodies.setdefault(record.module, (record, phase))[0]
                if known.code.co_filename == record.code.co_filename:
                    self.bodies[record.module] = (record, phase)
            if record.home() is None:
                self._tell_homeless(record, frame.f_globals)
        if record.is_function and record.module is not None and record.module != top:
            phase.ran.setdefault(top, set()).add(record.module)

    def _tell_homeless(self, record, namespace):
        try:
            self.when_homeless(record, namespace)
        except Exception as error:
            self._note(f"survey: {record.code.co_name}: {error!r}")

    def enter(self, record, frame):
        """A watched call begins."""
        thread, watcher = self.thread(), record.watcher
        try:
            token = watcher.began(frame, thread.top)
        except Exception as error:
            token = None
            self._note(f"survey: {record.code.co_name}: {error!r}")
        thread.entries.append((record.code, watcher, token, thread.top))
        if watcher.is_import and token is not None:
            thread.top = token

    def leave(self, code, value):
        """A watched call ends; `None` is its value where it raised."""
        thread = self.thread()
        entries = thread.entries
        if not any(entry[0] is code for entry in entries):
            return
        while entries:
            ended, watcher, token, top = entries.pop()
            thread.top = top
            if token is not None:
                self._end(watcher, token, value if ended is code else None)
            if ended is code:
                return

    def _end(self, watcher, token, value):
        try:
            watcher.ended(token, value)
        except Exception as error:
            self._note(f"survey: {type(watcher).__name__}: {error!r}")


def _identity(namespace):
    """Returns what relative imports go by, and nothing that could keep other things alive."""
    kept = {key: namespace[key] for key in ("__name__", "__package__") if key in namespace}
    kept = {key: value for key, value in kept.items() if type(value) is str}
    if "__path__" in namespace:
        kept["__path__"] = ()
    return kept


def _nowhere():
    return None


def _weakly(module):
    """Returns a function that returns a module as long as it lives."""
    try:
        return ref(module)
    except TypeError:  # what stands in for a module, such as a proxy
        return _nowhere


class Body:
    """Watches the body of a module, wherever it is run from."""

    is_import = True

    def __init__(self, seen):
        self._seen = seen

    def began(self, frame, top):
        """Returns the module."""
        name = frame.f_globals.get("__name__")
        return name if type(name) is str else None

    def ended(self, token, value):
        """Tells which module is there."""
        self._seen.when_body_ended(token)


class Both:
    """Two watchers of the same function."""

    is_import = False

    def __init__(self, first, second):
        self._watchers = (first, second)

    def began(self, frame, top):
        """Returns both tokens."""
        return [watcher.began(frame, top) for watcher in self._watchers]

    def ended(self, token, value):
        """Tells both."""
        for watcher, own in zip(self._watchers, token):
            if own is not None:
                watcher.ended(own, value)
