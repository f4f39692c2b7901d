"""Watches code run, through `sys.settrace`; before Python 3.12.

Each function that is called is seen. Lines are seen until a code object has used up its budget in
a phase; then any line of it counts as having run.
"""

import sys
from _thread import get_ident

#: Events of one code object in one phase, for the user's own code and for packages.
_USER_BUDGET, _BUDGET = 20_000, 1_000


class Tracing:
    """Feeds what was seen."""

    def __init__(self, seen, modules_of):
        self._seen = seen
        self._trace = self._tracers()

    def start(self):
        """Begins; tells whether it could."""
        if sys.gettrace() is not None:
            return False
        self.begin()
        threading = sys.modules.get("threading")
        if threading is not None:
            threading.settrace(self._trace)
        return True

    def begin(self):
        """Another phase has begun; deep recursion may have ended the tracing."""
        if sys.gettrace() is None:
            sys.settrace(self._trace)

    def has_ended(self):
        """Tells whether this thread is not watched any more."""
        return sys.gettrace() is not self._trace

    def _tracers(self):
        seen, records, threads = self._seen, self._seen.records, self._seen.threads

        def trace(frame, event, argument):
            code = frame.f_code
            if id(code) in seen.phase.done:
                return None
            record = records.get(id(code))
            if record is None:
                record = seen.first(code, frame)
            if record.watcher is None:
                if record.is_ours:
                    seen.phase.done.add(id(code))
                    return None
                thread = threads.get(get_ident())
                top = thread.top if thread is not None else None
                if record.last is not top or record.phase is not seen.phase:
                    prepare(record)
                    seen.note(record, top, frame)
                record.budget -= 1
                if record.budget > 0:
                    return local
                seen.phase.whole.add(id(code))
                if seen.phase.request_id is not None:
                    seen.phase.done.add(id(code))
                return None
            prepare(record)
            seen.note(record, seen.thread().top, frame)
            seen.enter(record, frame)
            if record.is_ours:
                frame.f_trace_lines = False
            return local

        def local(frame, event, argument):
            code = frame.f_code
            if event == "line":
                lines = seen.phase.lines
                try:
                    lines[id(code)].add(frame.f_lineno)
                except KeyError:
                    lines[id(code)] = {frame.f_lineno}
                record = records.get(id(code))
                if record is not None:
                    record.budget -= 1
                    if record.budget <= 0:
                        frame.f_trace_lines = False
                        seen.phase.whole.add(id(code))
            elif event == "return":
                record = records.get(id(code))
                if record is not None and record.watcher is not None:
                    seen.leave(code, argument)
            return local

        def prepare(record):
            if record.phase is not seen.phase:
                record.budget = _USER_BUDGET if record.is_user else _BUDGET

        return trace
