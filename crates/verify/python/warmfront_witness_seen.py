"""Calls of which only is seen that they are made: of sockets that no library is known for, and of
programs.

They are told, so that they never go unseen, and made even in a replay, which is noted.
"""

import os
import sys
from weakref import WeakSet


class Seen:
    """What the interpreter tells of sockets and programs."""

    def __init__(self, calls):
        self._calls = calls
        self._bound = WeakSet()
        self._runtime = os.environ.get("AWS_LAMBDA_RUNTIME_API", "")
        self._told = set()
        calls.when_over.append(self._told.clear)

    def watch(self, audit):
        """Begins to listen."""
        audit.on("socket.bind", self.bound)
        audit.on("socket.connect", self.connected)
        audit.on("socket.sendto", self.sent_to)
        for event in ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"):
            audit.on(event, self.started)

    def bound(self, socket, address):
        """Takes note of a socket that others can connect to."""
        self._bound.add(socket)

    def is_own(self, port):
        """Tells whether something within this very process listens on a port."""
        for each in list(self._bound):
            try:
                if each.getsockname()[1] == port:
                    return True
            except (OSError, IndexError):
                continue
        return False

    def connected(self, socket, address):
        """Tells of a connection for which nobody else knows what it is."""
        if self._calls.current() is not None:
            return
        if isinstance(address, tuple):
            shown = f"{address[0]}:{address[1]}"
            if shown == self._runtime:
                return
        else:
            shown = os.fsdecode(address) if isinstance(address, (str, bytes)) else "?"
        self._seen_only("socket", address=shown)

    def sent_to(self, socket, address):
        """Tells once a phase of datagrams to an address."""
        if isinstance(address, tuple) and address not in self._told:
            self._told.add(address)
            self._seen_only("datagrams", address=f"{address[0]}:{address[1]}")

    def _seen_only(self, kind, **facts):
        call = self._calls.begin(kind, **facts)
        if call is not None:
            self._calls.end(call, {})
            if self._calls.is_replaying:
                self._calls.recorder.note(f"{kind}: {facts} was made, since it cannot be replayed")

    def started(self, program, *arguments):
        """Tells of a program that is started."""
        if _is_within_subprocess():
            return
        given = self._calls.written(list(arguments[:2]))
        call = self._calls.begin("program", program=self._calls.written(program), arguments=given)
        if call is not None:
            self._calls.end(call, {})


def _is_within_subprocess():
    """Tells whether a program is started for the module `subprocess`, which has told of it."""
    frame = sys._getframe(4)
    return frame is not None and frame.f_code.co_name == "_posix_spawn"
