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
_NUMBER, _PARENT, _THREAD, _NAME = 1, 2, 3, 4
_START, _START_POINT, _END, _END_POINT, _END_STATS, _IS_FAILED = 8, 9, 10, 11, 12, 13

#: Nanoseconds that a point is the last one for, unless another thread imports.
_FRESH = 2_000_000

#: Nanoseconds of init after which what was seen is written, should it be killed.
_PATIENCE = 2_000_000_000


class Imports:
    """Times the import of each module that is not loaded yet."""

    def __init__(self, recorder, memory, is_own, is_recording=True):
        self._recorder = recorder
        self._is_own = is_own
        self._is_recording = is_recording
        self._waiting = {}
        #: The import that is under way in each thread.
        self._current = {}
        self._next_number = itertools.count().__next__
        self._first_number = 0
        self._stats = _Stats()
        self._spent = Spent(recorder, memory)
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
        """Returns what the context manager does instead.

        As little and as quickly as possible, and in one function each: what is run between imports
        is in none of the processor's caches.
        """
        methods = {"__enter__": self._entering(manager), "__exit__": self._leaving(manager)}
        return {
            name: shown_as(method, getattr(manager, name).__code__)
            for name, method in methods.items()
        }

    def _entering(self, manager):
        enter, modules, stats, spent = manager.__enter__, sys.modules, self._stats, self._spent
        getframe, importlib_files, fresh = sys._getframe, IMPORTLIB_FILES, _FRESH
        current, told, next_number = self._current, self._line, self._next_number
        note_error = self._recorder.note_error

        def entered(self):
            enter(self)
            name = self._name
            # Otherwise another thread has imported it meanwhile, or it is a reload, or a circle.
            if name in modules:
                return
            # The frame of the caller is passed over: to make an object of a frame takes long.
            try:
                frame = getframe(2)
            except ValueError:
                frame = None
            try:
                # The statement that the import is for, or the one that this is below.
                while frame is not None and frame.f_code.co_filename in importlib_files:
                    frame = frame.f_back
                file, line = None, 0
                if frame is not None:
                    file, line = frame.f_code.co_filename, frame.f_lineno
                thread = get_ident()
                parent = current.get(thread)
                # Where green threads share a thread, one may have ended ahead of what it started.
                while parent is not None and parent[_END]:
                    parent = parent[_PARENT]
                number = next_number()
                # All at once, for a list that grows is moved.
                record = [told, number, parent, thread, name, file, line, stats.n, 0, 0, 0, 0, 0, 0]
                current[thread] = self._import = record
                now = monotonic_ns()
                point = spent.point
                if now - point.time > fresh or thread != point.thread:
                    point = spent.read(thread, now)
                    now = monotonic_ns()
                record[_START] = now
                record[_START_POINT] = point
            except Exception as error:
                note_error("start of an import", error)

        return entered

    def _leaving(self, manager):
        leave, stats, spent, current = manager.__exit__, self._stats, self._spent, self._current
        waiting, tell, note_error = self._waiting, self._tell, self._recorder.note_error
        fresh, add = _FRESH, self._recorder.add if self._is_recording else id

        def left(self, kind=None, value=None, trace=None):
            now = monotonic_ns()
            leave(self, kind, value, trace)
            record = self._import
            if record is None:
                return
            try:
                thread = record[_THREAD]
                point = spent.point
                if now - point.time > fresh or thread != point.thread:
                    point = spent.read(thread, now)
                record[_END] = now
                record[_END_POINT] = point
                record[_END_STATS] = stats.n
                record[_IS_FAILED] = kind is not None
                # Otherwise it began in the process that this one was forked from.
                if record[0] is not None:
                    parent = record[_PARENT]
                    if parent is None:
                        del current[thread]
                    else:
                        current[thread] = parent
                    add(record)
                if record[_NAME] in waiting and kind is None:
                    tell(record[_NAME])
            except Exception as error:
                note_error("end of an import", error)

        return left

    def _line(self, record):
        """Returns the line of an import."""
        _, number, parent, thread, name, file, line, stats = record[:_START]
        start, start_point, end, end_point, end_stats, failed = record[_START:]
        text = self._recorder.text
        if file is not None and self._is_own(file):
            file, line = None, 0
        cpu, resident = self._spent.at(start_point, start)
        end_cpu, end_resident = self._spent.at(end_point, end)
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
            end_resident - resident if resident and end_resident else 0,
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
        self._spent.start_over()
        self._first_number = self._next_number() + 1


class Spent:
    """What a thread has spent, at points that are not closer to each other than makes sense.

    The clock of a thread's CPU time and the size of memory are the kernel's to tell, which takes
    many times as long as to read the time; most imports are shorter than what lies between points.
    """

    __slots__ = ("_due", "_memory", "_recorder", "point")

    def __init__(self, recorder, memory):
        self._recorder = recorder
        self._memory = memory
        self.start_over()

    def start_over(self):
        """Forgets the last point, whose clock was another process's."""
        self.point = Point(0, None, 0, b"")
        self._due = monotonic_ns() + _PATIENCE

    def read(self, thread, now):
        """Returns a new point of the thread that calls it."""
        if now > self._due and self._recorder.request_id is None:
            self._due = now + _PATIENCE
            self._recorder.flush()
        point = Point(now, thread, thread_time_ns(), self._memory.read(now))
        self.point.following = point
        self.point = point
        return point

    def at(self, point, time):
        """Returns CPU time and resident bytes at a time between a point and the next one.

        Both are taken to grow evenly; without a next one, all of the time is taken to be spent.
        """
        following, resident = point.following, self._memory.resident
        while following is not None and following.thread != point.thread:
            following = following.following
        before = resident(point.memory)
        if following is None:
            return point.cpu + time - point.time, before
        share = (time - point.time) / max(1, following.time - point.time)
        cpu = point.cpu + int(share * (following.cpu - point.cpu))
        return cpu, before + int(share * (resident(following.memory) - before))


class Point:
    """What a thread had spent at a time."""

    __slots__ = ("cpu", "following", "memory", "thread", "time")

    def __init__(self, time, thread, cpu, memory):
        self.time = time
        self.thread = thread
        self.cpu = cpu
        self.memory = memory
        self.following = None


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
