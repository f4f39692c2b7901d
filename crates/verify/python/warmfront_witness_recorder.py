"""The file that everything is recorded to, one JSON object a line, written as soon as it is known.

So what was recorded before a crash is there. The functions of the operating system are taken once,
ahead of the user's code, which may replace them.
"""

import json
import os
import sys
from _thread import get_ident
from os import close, dup2, fstat, getpid, write
from time import perf_counter_ns

#: Notes that are kept; behind these, something goes wrong again and again.
_MOST_NOTES = 100


class Recorder:
    """Writes lines, and counts the time that the witness takes for itself."""

    def __init__(self, descriptor):
        self._descriptor = descriptor
        self._identity = self._current_identity()
        self._encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
        self._noted = set()
        self._busy = set()
        self._is_child = False
        #: Functions that return lines for which it is too early; they come ahead of the next one.
        self.later = []
        #: Nanoseconds that the witness took since this was last set to 0.
        self.own_ns = 0
        #: Whether the process has forked.
        self.has_forked = False
        os.register_at_fork(after_in_child=self._start_over, after_in_parent=self._forked)

    def begin(self):
        """Tells of the process."""
        version = ".".join(map(str, sys.version_info[:3]))
        self.write({"kind": "begin", "python": version, "process": getpid()})

    def write(self, line):
        """Writes a line; does nothing once the descriptor is closed or means another file."""
        while self.later:
            self._append(self.later.pop(0)())
        self._append(line)

    def _append(self, line):
        if self._is_child:
            line["child"] = True
        # Half a surrogate pair is no JSON.
        data = (self.json(line) + "\n").encode("utf-8", "replace")
        if self._descriptor < 0 or self._current_identity() != self._identity:
            self._descriptor = -1
            return
        while data:
            data = data[write(self._descriptor, data) :]

    def json(self, value):
        """Returns a value as JSON."""
        return self._encode(value)

    def note(self, text):
        """Tells once what a reader should know."""
        if text not in self._noted and len(self._noted) < _MOST_NOTES:
            self._noted.add(text)
            self.write({"kind": "note", "text": text})

    def note_error(self, place, error):
        """Tells of an error of the witness's own."""
        self.note(f"{place}: {type(error).__name__}")

    def is_busy(self):
        """Tells whether what happens in this thread is the witness's own doing."""
        return get_ident() in self._busy

    def guarded(self, place, function, *arguments):
        """Calls a function of the witness; what goes wrong becomes a note, its time is counted."""
        thread = get_ident()
        if thread in self._busy:
            return None
        began = perf_counter_ns()
        self._busy.add(thread)
        try:
            return function(*arguments)
        except Exception as error:
            try:
                self.note_error(place, error)
            except Exception:
                self._descriptor = -1
            return None
        finally:
            self._busy.discard(thread)
            self.own_ns += perf_counter_ns() - began

    def _forked(self):
        self.has_forked = True

    def _start_over(self):
        self._is_child = True
        self._busy.clear()
        del self.later[:]

    def _current_identity(self):
        try:
            stat = fstat(self._descriptor)
        except OSError:
            return None
        return (stat.st_dev, stat.st_ino)


def out_of_the_way(descriptor):
    """Returns a duplicate of a descriptor, which is closed, with a number that nobody counts on.

    Programs that are started do not get it.
    """
    end = min(os.sysconf("SC_OPEN_MAX"), 1024)
    for number in range(end - 1, end // 2, -1):
        try:
            fstat(number)
        except OSError:
            dup2(descriptor, number, inheritable=False)
            close(descriptor)
            return number
    os.set_inheritable(descriptor, False)
    return descriptor
