"""Times imports, and tells others when a module is there.

The interpreter's own import takes the lock of a module around all that is needed to find and run
it: `with _ModuleLockManager(name)` in `_find_and_load`. That context manager is replaced by one
that also reads clocks. So no function of ours is on the stack while a module runs: tracebacks,
`inspect.stack`, levels of warnings and the depth of recursion are those of a run without the agent.
"""

import itertools
import sys
from _thread import get_ident
from time import monotonic_ns, thread_time_ns

_bootstrap = sys.modules["_frozen_importlib"]
_external = sys.modules["_frozen_importlib_external"]

#: Files of the import system, as tracebacks name them.
IMPORTLIB_FILES = {
    _bootstrap._find_and_load.__code__.co_filename,
    _external._path_stat.__code__.co_filename,
    sys.modules["importlib"].import_module.__code__.co_filename,
}

# Places in an import that is kept as a list; `_line` has them all.
_NUMBER, _PARENT, _THREAD, _NAME, _START, _IS_DONE = 1, 2, 3, 4, 10, 11


class Imports:
    """Times the import of each module that is not loaded yet."""

    def __init__(self, recorder, memory, is_own, is_recording=True):
        self._recorder = recorder
        self._memory = memory
        self._is_own = is_own
        self._is_recording = is_recording
        self._waiting = {}
        #: The import that is under way in each thread.
        self._current = {}
        self._next_number = itertools.count().__next__
        self._first_number = 0
        self._stats = _Stats()
        recorder.when_forked(self._start_over)

    def watch(self):
        """Begins to time imports."""
        self._count_stats()
        manager = _bootstrap._ModuleLockManager
        _bootstrap._ModuleLockManager = type(
            manager.__name__,
            (manager,),
            {"__module__": manager.__module__, "_import": None, **self._methods(manager)},
        )

    def when_imported(self, name, callback):
        """Has `callback(module)` called once, right after the import of a module is done.

        A module that is loaded already is told at once. Whatever the callback raises is noted.
        """
        self._waiting.setdefault(name, []).append(callback)
        module = sys.modules.get(name)
        if module is not None and not getattr(_spec(module), "_initializing", False):
            self._tell(name)

    def _tell(self, name):
        module = sys.modules.get(name)
        if module is None:
            return
        for callback in self._waiting.pop(name, ()):
            try:
                callback(module)
            except Exception as error:
                self._recorder.note_error(f"after the import of {name}", error)

    def _methods(self, manager):
        """Returns what the context manager does instead: as little and as quickly as possible."""
        enter, leave, modules = manager.__enter__, manager.__exit__, sys.modules
        asked_by, getframe = _bootstrap._find_and_load.__code__, sys._getframe
        begin, end, note_error = self._begins(), self._ends(), self._recorder.note_error

        def entered(self):
            enter(self)
            name = self._name
            # Otherwise another thread has imported it meanwhile, or it is a reload, or a circle.
            if name not in modules:
                frame = getframe(1)
                if frame.f_code is asked_by:
                    try:
                        self._import = begin(name, frame.f_back)
                    except Exception as error:
                        note_error("start of an import", error)

        def left(self, kind=None, value=None, trace=None):
            now = monotonic_ns()
            leave(self, kind, value, trace)
            record = self._import
            if record is not None:
                try:
                    end(record, now, kind is not None)
                except Exception as error:
                    note_error("end of an import", error)

        methods = {"__enter__": entered, "__exit__": left}
        return {
            name: shown_as(method, getattr(manager, name).__code__)
            for name, method in methods.items()
        }

    def _begins(self):
        """Returns what is called at the start of an import."""
        read_memory, stats, is_own = self._memory.read, self._stats, self._is_own
        current, line_of, next_number = self._current, self._line, self._next_number

        def begin(name, frame):
            """Returns the import that begins, for the statement that a frame is at, or below it."""
            while frame is not None and frame.f_code.co_filename in IMPORTLIB_FILES:
                frame = frame.f_back
            file, line = None, 0
            if frame is not None:
                file = frame.f_code.co_filename
                if is_own(file):
                    file = None
                else:
                    line = frame.f_lineno
            thread = get_ident()
            parent = current.get(thread)
            # Where green threads share a thread, one may have ended ahead of what it started.
            while parent is not None and parent[_IS_DONE]:
                parent = parent[_PARENT]
            now = monotonic_ns()
            record = [line_of, next_number(), parent, thread, name, file, line]
            record += (stats.n, read_memory(now), thread_time_ns(), 0, False)
            current[thread] = record
            record[_START] = monotonic_ns()
            return record

        return begin

    def _ends(self):
        """Returns what is called at the end of an import."""
        read_memory, stats, current = self._memory.read, self._stats, self._current
        add, waiting, tell = self._recorder.add, self._waiting, self._tell
        is_recording = self._is_recording

        def end(record, now, is_failed):
            record[_IS_DONE] = True
            record += (thread_time_ns(), read_memory(now), now, stats.n, is_failed)
            # Otherwise it began in the process that this one was forked from.
            if record[0] is not None:
                parent = record[_PARENT]
                if parent is None:
                    del current[record[_THREAD]]
                else:
                    current[record[_THREAD]] = parent
                if is_recording:
                    add(record)
            if record[_NAME] in waiting and not is_failed:
                tell(record[_NAME])

        return end

    def _line(self, record):
        """Returns the line of an import."""
        _, number, parent, thread, name, file, line, stats, memory, cpu, start, _ = record[:12]
        end_cpu, end_memory, end, end_stats, failed = record[12:]
        text, resident = self._recorder.text, self._memory.resident
        before, after = resident(memory), resident(end_memory)
        origin, cached, loader = (None, None, None) if failed else _whence(name)
        return (
            "import",
            number - self._first_number,
            -1 if parent is None else parent[_NUMBER] - self._first_number,
            thread,
            text(name),
            text(file),
            line,
            start,
            end,
            end_cpu - cpu,
            after - before if before and after else 0,
            end_stats - stats,
            int(failed),
            text(origin),
            text(cached),
            text(loader),
        )

    def _count_stats(self):
        """Counts the files that the import system asks for."""
        original, stat, stats = _external._path_stat, _external._os.stat, self._stats

        def _path_stat(path):
            stats.n += 1
            return stat(path)

        # The line of its last statement is what a traceback shows.
        code = original.__code__
        first_line = _last_line(code) - (_last_line(_path_stat.__code__) - _first(_path_stat))
        _external._path_stat = shown_as(_path_stat, code, co_firstlineno=first_line)

    def _start_over(self):
        """Forgets, in a child process, the imports that its parent will record."""
        for innermost in self._current.values():
            record = innermost
            while record is not None:
                record[0], record = None, record[_PARENT]
        self._current.clear()
        self._first_number = self._next_number() + 1


class _Stats:
    """How many files were asked for."""

    __slots__ = ("n",)

    def __init__(self):
        self.n = 0


def shown_as(function, code, **changes):
    """Returns a function, changed so that a traceback shows it as another code's."""
    if hasattr(code, "co_qualname"):
        changes["co_qualname"] = code.co_qualname
    function.__code__ = function.__code__.replace(
        co_filename=code.co_filename, co_name=code.co_name, **changes
    )
    function.__name__, function.__qualname__ = (
        code.co_name,
        getattr(code, "co_qualname", code.co_name),
    )
    return function


def _first(function):
    return function.__code__.co_firstlineno


def _last_line(code):
    if hasattr(code, "co_lines"):
        return max(line for _, _, line in code.co_lines() if line is not None)
    # Pairs of steps, in bytecode and in lines; a step back is written as what it lacks to 256.
    steps = code.co_lnotab[1::2]
    return code.co_firstlineno + sum(step if step < 128 else step - 256 for step in steps)


def _spec(module):
    """Returns a module's spec, without waking those that load themselves when they are touched."""
    try:
        return object.__getattribute__(module, "__dict__").get("__spec__")
    except Exception:
        return None


def _whence(name):
    """Returns origin, bytecode file and class of loader of a module that is loaded."""
    spec = _spec(sys.modules.get(name))
    if type(spec) is not type(sys.__spec__):
        return None, None, None
    loader = spec.loader
    if loader is not None:
        loader = (loader if type(loader) is type else type(loader)).__name__
    origin = spec.origin if type(spec.origin) is str else None
    cached = spec.cached if origin is not None and spec.has_location else None
    return origin, cached if type(cached) is str else None, loader
