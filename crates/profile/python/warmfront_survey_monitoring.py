"""Watches code run, through `sys.monitoring`; Python 3.12 and later.

Events are switched off where they were seen, so that what runs again and again runs at full speed;
but not functions during init, which may run on behalf of one module after another.
"""

import builtins
import sys
from _thread import get_ident

#: What the tool is called.
_NAME = "warmfront survey"


class Monitoring:
    """Feeds what was seen."""

    def __init__(self, seen, modules_of):
        self._seen = seen
        self._modules_of = modules_of
        self._tool = None

    def start(self):
        """Begins; tells whether it could."""
        monitoring = sys.monitoring
        free = [tool for tool in (4, 3, 2, 1, 0, 5) if monitoring.get_tool(tool) is None]
        if not free:
            return False
        self._tool = tool = free[0]
        monitoring.use_tool_id(tool, _NAME)
        events = monitoring.events
        started, line, call, ended, unwound = self._callbacks()
        for event, callback in (
            (events.PY_START, started),
            (events.PY_RESUME, started),
            (events.LINE, line),
            (events.CALL, call),
            (events.PY_RETURN, ended),
            (events.PY_UNWIND, unwound),
        ):
            monitoring.register_callback(tool, event, callback)
        wanted = events.PY_START | events.PY_RESUME | events.LINE | events.PY_UNWIND
        monitoring.set_events(tool, wanted)
        return True

    def begin(self):
        """Another phase has begun: what was seen before is to be seen again."""
        sys.monitoring.restart_events()

    def has_ended(self):
        """Tells whether code is not watched any more."""
        return sys.monitoring.get_tool(self._tool) != _NAME

    def _callbacks(self):
        seen, records, threads = self._seen, self._seen.records, self._seen.threads
        monitoring, getframe, tool = sys.monitoring, sys._getframe, self._tool
        disable, events = monitoring.DISABLE, monitoring.events
        counts, watched, modules_of = {}, set(), self._modules_of
        given_import = builtins.__import__

        def first(code, frame):
            record = seen.first(code, frame)
            if record.watcher is not None:
                watched.add(id(code))
            local = events.PY_RETURN if record.watcher is not None else 0
            if record.is_user or "__import__" in code.co_names:
                local |= events.CALL
            if local:
                monitoring.set_local_events(tool, code, local)
            return record

        def started(code, offset):
            record = records.get(id(code))
            if record is None:
                record = first(code, getframe(1))
            if record.watcher is None:
                if record.is_ours:
                    return disable
                thread = threads.get(get_ident())
                top = thread.top if thread is not None else None
                phase = seen.phase
                if phase.request_id is None:
                    if record.last is not top or record.phase is not phase:
                        seen.note(record, top, getframe(1))
                    return None
                seen.note(record, top, getframe(1))
                if top is None or top != record.module:
                    return disable
                return None
            seen.note(record, seen.thread().top, getframe(1))
            if id(code) not in watched:  # it was seen before somebody watched it
                watched.add(id(code))
                monitoring.set_local_events(tool, code, events.PY_RETURN)
            seen.enter(record, getframe(1))
            return None

        def line(code, number):
            lines = seen.phase.lines
            try:
                lines[id(code)].add(number)
            except KeyError:
                lines[id(code)] = {number}
            return disable

        def call(code, offset, callee, argument):
            kind = type(callee)
            if callee is given_import and type(argument) is str:
                by = getframe(1).f_globals.get("__name__")
                seen.phase.requests.add((by, argument, 0, True))
            elif kind is not function and kind is not method:
                try:
                    seen.phase.natives.update([(id(code), name) for name in modules_of(callee)])
                except Exception:
                    return disable
            key = (id(code), offset)
            counts[key] = count = counts.get(key, 0) + 1
            return disable if count % 16 == 0 else None

        def ended(code, offset, value):
            seen.leave(code, value)

        def unwound(code, offset, error):
            if id(code) in watched:
                seen.leave(code, None)

        function, method = type(first), type(seen.first)
        return started, line, call, ended, unwound
