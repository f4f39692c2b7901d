"""The file that everything is recorded to.

Lines are kept as tuples, which costs a fraction of a microsecond, and written as JSON between
invocations. `request_id` is that of the invocation under way, `None` during init.
"""

import json
import os
import sys
import time


class Recorder:
    """Keeps lines, and writes many at a time in one append."""

    def __init__(self, descriptor):
        self._descriptor = descriptor
        self._lines = []
        self._texts = {}
        self._facts = None
        self.request_id = None
        #: Keeps a line, a tuple that begins with the name of its kind.
        self.add = self._lines.append

    def begin(self, started, agent, mode):
        """Takes what the process tells of itself."""
        self._facts = {"started": started, "agent": agent, "mode": mode}

    def ready(self):
        """Notes that the agent's own start is over."""
        self._facts.update(
            ready=time.monotonic_ns(),
            python=sys.version.split()[0],
            magic=sys.modules["_frozen_importlib_external"].MAGIC_NUMBER.hex(),
            path=[entry for entry in sys.path if isinstance(entry, str)],
            prefix=sys.prefix,
            stdlib=[os.path.dirname(os.__file__)],
        )

    def text(self, string):
        """Returns the number that a string has in this process, -1 for `None`."""
        if string is None:
            return -1
        number = self._texts.get(string)
        if number is None:
            number = self._texts[string] = len(self._texts)
            self.add(("text", number, string))
        return number

    def note(self, string):
        """Keeps what a reader should know."""
        self.add(("note", string))

    def flush(self):
        """Writes all lines that were kept."""
        lines, count = self._lines, len(self._lines)
        head = [("batch", os.getpid())]
        if self._facts is not None:
            head.append(("process", os.getpid(), os.getppid(), self._facts))
            self._facts = None
        batch = head + lines[:count]
        del lines[:count]
        text = "".join([json.dumps(line) + "\n" for line in batch])
        os.write(self._descriptor, text.encode())
