"""Finds the user's line that led to a call: the innermost one below the task root.

Packages that are installed there, as a deployment package has them, are not the user's; nor are
the agent's own wrappers. Files are judged once, by name: hashing a code object would cost more
than the whole walk.
"""

import os
import re
import sys

_THEIRS = 0
_USERS = 1
_OWN = 2
_LOOP = 3

#: Folders that hold packages, wherever they are.
_PACKAGES = {"site-packages", "dist-packages", "__pypackages__", "node_modules"}


class Lines:
    """Judges files, and walks up from a frame."""

    def __init__(self, options):
        folder = os.path.dirname(installed.__code__.co_filename)
        self._own = os.path.join(folder, "warmfront_")
        self._roots = []
        for folder in (options["task_root"], os.path.realpath(options["task_root"])):
            root = os.path.join(folder, "")
            if root not in self._roots:
                self._roots.append(root)
        #: Names at the top of the task root that are installed packages, where that is told.
        self._installed = options.get("installed")
        self._verdicts = {}
        #: Returns the line that the running task was made at, or `None`; set by a neighbour.
        self.line_of_task = None

    def line_of(self, frame, parent=None):
        """Returns code and line, or `None`.

        A frame of the agent's is that of the span around, whose line is the same.
        """
        verdicts, outside = self._verdicts, None
        while True:
            while frame is not None:
                code = frame.f_code
                verdict = verdicts.get(code.co_filename)
                if verdict is None:
                    verdict = self._judge(code.co_filename)
                if verdict:
                    if verdict == _USERS:
                        return code, frame.f_lineno
                    if verdict == _OWN:
                        if parent is not None and parent.site is not None:
                            return parent.site
                    elif code.co_name == "_run" and self.line_of_task is not None:
                        # What is above has started the loop, but not this task.
                        line = self.line_of_task()
                        if line is not None:
                            return line
                frame = frame.f_back
            greenlet = sys.modules.get("greenlet")
            if greenlet is None:
                return None
            # The stack of a greenlet ends early: SQLAlchemy runs drivers for asyncio so.
            outside = (outside or greenlet.getcurrent()).parent
            if outside is None:
                return None
            frame = outside.gr_frame

    def is_users(self, function):
        """Tells whether a function or a coroutine is from the user's own files."""
        function = getattr(function, "__func__", function)
        for name in ("__code__", "cr_code", "gi_code"):
            code = getattr(function, name, None)
            if code is not None:
                verdict = self._verdicts.get(code.co_filename)
                return (self._judge(code.co_filename) if verdict is None else verdict) == _USERS
        return False

    def _judge(self, filename):
        if len(self._verdicts) > 10_000:
            # Code that is made at run time may have ever new names.
            self._verdicts.clear()
        verdict = self._verdicts[filename] = self._verdict(filename)
        return verdict

    def _verdict(self, filename):
        if filename.startswith(self._own):
            return _OWN
        if filename.startswith("<"):
            return _THEIRS
        if filename.endswith(os.path.join("asyncio", "events.py")):
            return _LOOP
        path = os.path.abspath(filename)
        for root in self._roots:
            if path.startswith(root):
                parts = path[len(root) :].split(os.sep)
                if _PACKAGES.isdisjoint(parts) and not parts[0].startswith("."):
                    return _THEIRS if self._is_installed(root, parts[0]) else _USERS
        return _THEIRS

    def _is_installed(self, root, name):
        if self._installed is None:
            self._installed = installed(root)
        return name in self._installed or name.partition(".")[0] in self._installed


def installed(root):
    """Returns the names at the top of a folder that belong to packages installed there."""
    names = set()
    try:
        entries = os.listdir(root)
    except OSError:
        return names
    for entry in entries:
        if entry.endswith((".dist-info", ".egg-info")):
            folder = os.path.join(root, entry)
            names.update(_lines_of(folder, "top_level.txt") or _top_of_record(folder))
    return names


def _top_of_record(folder):
    text = "\n".join(_lines_of(folder, "RECORD"))
    return set(re.findall(r"^([^/,\n]+)[/,]", text, re.MULTILINE))


def _lines_of(folder, name):
    try:
        with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
            return file.read().split("\n")
    except OSError:
        return []
