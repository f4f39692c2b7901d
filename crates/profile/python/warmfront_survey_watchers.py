"""Watches single functions: those that map native libraries, and those that read and write JSON.

They are seen to begin and to end as all code is; their arguments are read from their frames.
"""

import sys
import time
from _thread import get_ident

#: Functions of packages that may be between the user's code and the function that parses JSON.
_DEPTH = 3


def watch_libraries(seen, recorder, when_imported):
    """Watches what loads native libraries."""
    libraries = Libraries(recorder, when_imported)
    loader = sys.modules["_frozen_importlib_external"].ExtensionFileLoader
    for name in ("create_module", "exec_module"):
        seen.watch(getattr(loader, name).__code__, libraries)
    when_imported("ctypes", lambda module: seen.watch(module.CDLL.__init__.__code__, libraries))


def watch_json(seen, recorder, when_imported, places):
    """Watches the functions of packages that read and write JSON, as far as they are in Python."""

    def watch(module):
        for name, argument in (("loads", "s"), ("dumps", None)):
            code = getattr(getattr(module, name, None), "__code__", None)
            if code is not None:
                seen.watch(code, Json(recorder, places, name, argument))

    when_imported("json", watch)
    when_imported("simplejson", watch)


class Libraries:
    """Native libraries, by what is mapped before and after."""

    is_import = False

    def __init__(self, recorder, when_imported):
        self._recorder = recorder
        self._imports = getattr(when_imported, "__self__", None)
        self._known = _mapped_libraries()

    def began(self, frame, top):
        """Returns the number of the import under way, -1 for none."""
        imports = self._imports
        current = getattr(imports, "_current", {}).get(get_ident())
        return -1 if current is None else current[1]

    def ended(self, token, value):
        """Tells what was mapped since."""
        for path in sorted(_mapped_libraries() - self._known):
            self._known.add(path)
            if token >= 0:
                self._recorder.add(("library", token, path))


def _mapped_libraries():
    paths = set()
    try:
        with open("/proc/self/maps", "rb") as file:
            for line in file:
                fields = line.split(None, 5)
                if len(fields) == 6 and b".so" in fields[5]:
                    paths.add(fields[5].strip().decode("utf-8", "replace"))
    except OSError:
        pass
    return paths


class Json:
    """A function that parses or writes JSON."""

    is_import = False

    def __init__(self, recorder, places, operation, argument):
        self._recorder = recorder
        self._places = places
        self._operation = operation
        self._argument = argument

    def began(self, frame, top):
        """Returns what is known of a call that the user's code made, `None` for others."""
        asking, depth = frame.f_back, _DEPTH
        while asking is not None and not self._places.is_user(asking.f_code.co_filename):
            asking, depth = asking.f_back, depth - 1
            if depth < 0:
                return None
        if asking is None:
            return None
        text = frame.f_locals.get(self._argument) if self._argument else None
        return asking.f_code.co_filename, asking.f_lineno, text, time.monotonic_ns()

    def ended(self, token, value):
        """Tells of the call; one that raised wrote nothing."""
        wall = time.monotonic_ns()
        file, line, text, started = token
        data = text if self._argument else value
        if type(data) is str:
            data = data.encode("utf-8", "surrogatepass")
        if type(data) in (bytes, bytearray):
            digest = f"{hash(bytes(data)) & 0xFFFFFFFFFFFFFFFF:016x}"
            line = ("json", self._operation, self._recorder.request_id, digest, len(data))
            self._recorder.add((*line, wall - started, file, token[1]))
