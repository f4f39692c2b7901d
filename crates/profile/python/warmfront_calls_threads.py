"""Carries the open span, and the user's line, into threads, pools and tasks.

A context reaches tasks by itself, so there only the line is needed, of a coroutine that is a
library's own: `asyncio.gather(client.get(a), client.get(b))` has no frame of the user's.
"""

import sys
from _thread import get_ident
from weakref import WeakKeyDictionary


class Origins:
    """Knows what threads and tasks were started from."""

    def __init__(self, calls):
        self._calls = calls
        self._working = {}
        self._threads = WeakKeyDictionary()
        self._tasks = WeakKeyDictionary()
        calls.origin = self.find
        calls.started = [self._working, self._threads.data, self._tasks.data]
        calls.lines.line_of_task = self._line_of_task

    def here(self):
        """Returns what something that is started now has as its origin, or `None`."""
        span = self._calls.current()
        # From here to the wrapper, and on to who called it.
        line = self._calls.line_of(sys._getframe(3), span)
        if span is None and line is None:
            # Started by what was itself started by a library.
            return self.find()
        return span, line

    def find(self):
        """Returns the origin of this task or thread, or `None`."""
        ident = get_ident()
        if ident in self._working:
            return self._working[ident]
        if self._tasks.data:
            task = _current_task()
            if task is not None:
                return self._tasks.get(task)
        if self._threads.data:
            thread = sys.modules["threading"]._active.get(ident)
            if thread is not None:
                return self._threads.get(thread)
        return None

    def _line_of_task(self):
        task = _current_task() if self._tasks.data else None
        origin = None if task is None else self._tasks.get(task)
        return origin and origin[1]

    def patch_threads(self, module):
        """A thread has the origin of its start; one that serves a pool has that of its work."""

        def make(original):
            def start(self, *args, **kwargs):
                note_thread(self)
                try:
                    return original(self, *args, **kwargs)
                except BaseException as error:
                    strip(error)
                    raise

            return start

        def note_thread(thread):
            try:
                target = getattr(thread, "_target", None)
                if getattr(target, "__module__", None) != "concurrent.futures.thread":
                    origin = self.here()
                    if origin is not None:
                        self._threads[thread] = origin
            except Exception as error:
                self._calls.note("threading.Thread", error)

        strip = self._calls.strip
        self._calls.replace(module.Thread, "start", make)

    def patch_pool(self, module):
        """Work in a pool has the origin of its submission."""
        strip = self._calls.strip

        def make(original):
            def submit(self, *args, **kwargs):
                try:
                    return original(self, *with_origin(args), **kwargs)
                except BaseException as error:
                    strip(error)
                    raise

            return submit

        def with_origin(args):
            try:
                if args and callable(args[0]):
                    origin = self.here()
                    if origin is not None and (
                        origin[0] is not None or not self._calls.lines.is_users(args[0])
                    ):
                        return (self._bound(args[0], origin), *args[1:])
            except Exception as error:
                self._calls.note("ThreadPoolExecutor.submit", error)
            return args

        self._calls.replace(module.ThreadPoolExecutor, "submit", make)

    def _bound(self, function, origin):
        """Returns a function that has an origin wherever it runs."""
        working, strip = self._working, self._calls.strip

        def work(*args, **kwargs):
            ident = get_ident()
            before = working.get(ident)
            working[ident] = origin
            try:
                result = function(*args, **kwargs)
            except BaseException as error:
                strip(error)
                restore(ident, before)
                raise
            restore(ident, before)
            return result

        def restore(ident, before):
            if before is None:
                working.pop(ident, None)
            else:
                working[ident] = before

        return self._calls.disguise(work, function)

    def patch_loop(self, module):
        """A task of a library's coroutine has the line that it was made at."""
        strip = self._calls.strip

        def make(original):
            def create_task(self, *args, **kwargs):
                try:
                    task = original(self, *args, **kwargs)
                except BaseException as error:
                    strip(error)
                    raise
                note_task(task, args[0] if args else kwargs.get("coro"))
                return task

            return create_task

        def note_task(task, coroutine):
            try:
                if getattr(task, "_source_traceback", None):
                    # As in debug mode the loop itself takes its own frame out of there.
                    del task._source_traceback[-1]
                if not self._calls.lines.is_users(coroutine):
                    origin = self.here()
                    if origin is not None:
                        self._tasks[task] = origin
            except Exception as error:
                self._calls.note("create_task", error)

        self._calls.replace(module.BaseEventLoop, "create_task", make)


def _current_task():
    """Returns the running task, if asyncio is loaded and runs."""
    asyncio = sys.modules.get("asyncio.tasks")
    if asyncio is None:
        return None
    try:
        return asyncio.current_task()
    except RuntimeError:
        return None


def _origins(calls):
    if calls.origin is None:
        Origins(calls)
    return calls.origin.__self__


PATCHES = {
    "threading": lambda calls, module: _origins(calls).patch_threads(module),
    "concurrent.futures.thread": lambda calls, module: _origins(calls).patch_pool(module),
    "asyncio.base_events": lambda calls, module: _origins(calls).patch_loop(module),
}
