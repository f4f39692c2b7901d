"""The file that everything is recorded to.

A line is kept as a tuple, which costs a fraction of a microsecond, and written as JSON between
invocations, or after a while by the thread of the sampler. A line may also be kept as a list that
begins with a function: it is called with the list when lines are written, and returns the tuple,
so that what takes time is not done where time is measured.

`request_id` is that of the invocation under way, or was the last; it is `None` during init.

The functions of the operating system are taken once, ahead of the user's code, which may replace
them or, in a fake file system, their whole module.
"""

import itertools
import json
import os
import sys
from _thread import allocate_lock
from os import close, dup2, fstat, getpid, getppid, pread, write
from time import monotonic_ns

#: Nanoseconds that what was read of memory is used for.
_FRESH = 200_000
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Recorder:
    """Keeps lines, and writes many at a time in one append."""

    def __init__(self, descriptor):
        self._file = OpenFile(descriptor)
        self._lines = []
        self._texts = {}
        self._told = []
        self._numbers = itertools.count()
        self._facts = {}
        self._must_introduce = False
        self._lock = allocate_lock()
        self._encode = _encoder()
        self._forked = []
        self.request_id = None
        #: Keeps a line, a tuple that begins with the name of its kind.
        self.add = self._lines.append

    def begin(self, started, agent, mode):
        """Takes what the process tells of itself."""
        self._facts = {"started": started, "agent": agent, "mode": mode}

    def ready(self):
        """Notes that the agent's own start is over."""
        library = os.path.dirname(os.__file__)
        self._facts.update(
            python=sys.version.split()[0],
            magic=sys.modules["_frozen_importlib_external"].MAGIC_NUMBER.hex(),
            path=[entry for entry in sys.path if isinstance(entry, str)],
            prefix=sys.prefix,
            stdlib=[library, os.path.join(library, "lib-dynload")],
            ready=monotonic_ns(),
        )
        self._must_introduce = True

    def text(self, string):
        """Returns a number that a string has in this process, -1 for `None`.

        Two threads that tell the same string at once may give it two numbers; both are right.
        """
        if string is None:
            return -1
        number = self._texts.get(string)
        if number is None:
            number = next(self._numbers)
            self._told.append(("text", number, string))
            self._texts[string] = number
        return number

    def tell(self, line):
        """Keeps a line that others refer to, also while these are being finished."""
        self._told.append(line)

    def note(self, string):
        """Keeps what a reader should know."""
        self.add(("note", string))

    def note_error(self, where, error):
        """Keeps an error of the agent's own."""
        self.note(f"{where}: {type(error).__name__}: {error}")

    def flush(self, around=None, most=None):
        """Writes the lines that were kept, or the first of them.

        `around` calls the function that it is given. From the middle of another flush, nothing is
        done.
        """
        if not self._lock.acquire(True, 1):
            return
        try:
            batch = self._batch(most) if around is None else around(lambda: self._batch(most))
            self._file.append(batch)
        except Exception:
            self._file.give_up()
        finally:
            self._lock.release()

    def end(self):
        """Tells that the process ends in good order."""
        self.add(("end",))
        self.flush()

    def when_forked(self, callback):
        """Has `callback()` called in a child process, ahead of anything that it records."""
        self._forked.append(callback)

    def start_over(self):
        """Makes this the recorder of a child process: what was kept is for its parent to write.

        Numbers of texts stay what they are, because others may have kept them, and are told again.
        """
        self._lock = allocate_lock()
        del self._lines[:]
        self._told[:] = [("text", number, string) for string, number in self._texts.items()]
        now = monotonic_ns()
        self._facts = {**self._facts, "started": now, "agent": now, "ready": now}
        self._must_introduce = True
        for callback in self._forked:
            callback()

    def _batch(self, most):
        """Takes lines, and returns their JSON."""
        lines = self._lines
        count = len(lines) if most is None else min(most, len(lines))
        taken = lines[:count]
        del lines[:count]
        taken = [self._finished(line) if type(line) is list else line for line in taken]
        # Taken last: nothing is told yet that a line above does not refer to.
        count = len(self._told)
        told = self._told[:count]
        del self._told[:count]
        # Texts first, as other lines that are told refer to them.
        told.sort(key=_is_no_text)
        if not taken and not told:
            return b""
        pid = getpid()
        head = [("batch", pid)]
        if self._must_introduce:
            self._must_introduce = False
            head.append(("process", pid, getppid(), self._facts))
        encoded = [self._encoded(line) for line in (*head, *told, *taken)]
        # Half a surrogate pair is no JSON.
        return "\n".join([*encoded, ""]).encode("utf-8", "replace")

    def _finished(self, line):
        try:
            return line[0](line)
        except Exception as error:
            return ("note", f"a line could not be finished: {type(error).__name__}: {error}")

    def _encoded(self, line):
        try:
            return self._encode(line)
        except Exception as error:
            note = ("note", f"{line[0]!s} could not be written: {type(error).__name__}: {error}")
            return self._encode(note)


def _is_no_text(line):
    return line[0] != "text"


def _encoder():
    """Returns what writes JSON, out of the reach of those who replace parts of `json`."""
    write_text = json.encoder.c_encode_basestring or json.encoder.py_encode_basestring
    if json.encoder.c_make_encoder is None:
        return json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    parts = json.encoder.c_make_encoder(
        None, _refuse, write_text, None, ":", ",", False, False, True
    )
    return lambda line: "".join(parts(line, 0))


def _refuse(value):
    raise TypeError(f"{type(value).__name__} has no JSON form")


class OpenFile:
    """A descriptor that user code may close, by its number or with all others, and use again."""

    def __init__(self, descriptor):
        self._descriptor = descriptor
        self._identity = self._current_identity()

    def append(self, data):
        """Writes at the end; does nothing once the descriptor is closed or means another file."""
        if not data or self._descriptor < 0:
            return
        if self._current_identity() != self._identity:
            self.give_up()
            return
        while data:
            data = data[write(self._descriptor, data) :]

    def give_up(self):
        """Writes nothing from now on."""
        self._descriptor = -1

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


class Memory:
    """Reads how many bytes are resident, in two steps: one quick, one when lines are written."""

    def __init__(self):
        self._line = b""
        self._time = 0
        self._open()

    def read(self, now):
        """Returns the kernel's own line about it, empty where there is none.

        It may be a fraction of a millisecond old: reading it takes longer than the clocks do.
        """
        if now - self._time > _FRESH:
            self._time = now
            try:
                self._line = pread(self._descriptor, 64, 0)
            except OSError:
                self._line = b""
        return self._line

    @staticmethod
    def resident(line):
        """Returns the bytes that such a line tells, 0 if it is something else."""
        fields = line.split()
        return int(fields[1]) * _PAGE if len(fields) == 7 and fields[1].isdigit() else 0

    def start_over(self):
        """Reads about this process, a child: what is open tells about its parent.

        That is left open, as its number may mean something else by now.
        """
        self._open()

    def _open(self):
        try:
            opened = os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)
            self._descriptor = out_of_the_way(opened)
        except OSError:
            self._descriptor = -1
