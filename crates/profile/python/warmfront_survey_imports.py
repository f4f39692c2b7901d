"""Watches imports as they begin: of modules that are not loaded, by name, and from compiled code.

Import statements that ran are read from bytecode. What is left is seen here: which compiled module
asked, and what was asked for by calls. Such a call is a need, because no statement can be deferred.
"""

import builtins
import sys

_bootstrap = sys.modules["_frozen_importlib"]
_external = sys.modules["_frozen_importlib_external"]
_given_import = builtins.__import__

_IMPORTLIB = {
    _bootstrap._find_and_load.__code__.co_filename,
    _external._path_stat.__code__.co_filename,
    sys.modules["importlib"].import_module.__code__.co_filename,
}


def watch(seen, import_name):
    """Begins to watch; `import_name` is the number of the instruction of import statements."""
    compiled = CompiledImports(seen)
    loading = Import(seen, import_name, compiled)
    seen.watch(_bootstrap._find_and_load_unlocked.__code__, loading)
    seen.watch(sys.modules["importlib"].import_module.__code__, DynamicImport(seen))
    for name in ("create_module", "exec_module"):
        seen.watch(getattr(_external.ExtensionFileLoader, name).__code__, compiled)


def _requester(frame):
    """Returns the frame whose statement or call an import is made for."""
    while frame is not None and frame.f_code.co_filename in _IMPORTLIB:
        frame = frame.f_back
    return frame


class Import:
    """An import of a module that is not loaded yet."""

    is_import = True

    def __init__(self, seen, import_name, compiled):
        self._seen = seen
        self._import_name = import_name
        self._compiled = compiled

    def began(self, frame, top):
        """Notes who asked; returns the module."""
        self._compiled.pause()
        name = frame.f_locals["name"]
        by, line, is_need = top, 0, True
        if top is None or not self._is_within_compiled(frame, top, name):
            asking = _requester(frame)
            if asking is not None:
                by, line = asking.f_globals.get("__name__"), asking.f_lineno
                instruction = asking.f_code.co_code[asking.f_lasti]
                is_need = instruction != self._import_name
        if type(by) is str:
            self._seen.phase.requests.add((by, name, line, is_need))
        return name

    @staticmethod
    def _is_within_compiled(frame, top, name):
        """Tells whether nothing but the import system is between an import and the one it is in."""
        if top.startswith(f"{name}."):  # the import of a package, for the sake of what is in it
            return False
        code, frame = frame.f_code, frame.f_back
        while frame is not None and frame.f_code.co_filename in _IMPORTLIB:
            if frame.f_code is code:
                return True
            frame = frame.f_back
        return False

    def ended(self, token, value):
        """Lets compiled code go on that was under way before."""
        self._compiled.resume()


class DynamicImport:
    """A call of `importlib.import_module`."""

    is_import = False

    def __init__(self, seen):
        self._seen = seen

    def began(self, frame, top):
        """Notes who asked: that is a need, as no statement could be deferred."""
        given, asking = frame.f_locals, frame.f_back
        name, package = given["name"], given["package"]
        if type(name) is str and name.startswith(".") and type(package) is str:
            level = len(name) - len(name.lstrip("."))
            parts = package.rsplit(".", level - 1)
            name = f"{parts[0]}.{name[level:]}".rstrip(".")
        by = asking.f_globals.get("__name__") if asking is not None else None
        if type(by) is str and type(name) is str:
            requests, line, end = self._seen.phase.requests, asking.f_lineno, name.find(".")
            while end > 0:
                requests.add((by, name[:end], line, True))
                end = name.find(".", end + 1)
            requests.add((by, name, line, True))

    def ended(self, token, value):
        """Needs nothing."""


class CompiledImports:
    """Imports that the initialisation of a compiled module asks for.

    Many of them call `builtins.__import__`, which is replaced for as long as no Python code runs
    that could see it. Those of Cython do not call it; what they import is in their variables.
    """

    is_import = False

    def __init__(self, seen):
        self._seen = seen
        self._stack = []
        code = _bootstrap._call_with_frames_removed.__code__

        def noting(name, *arguments, **named):
            by = seen.thread().top
            if type(by) is str and type(name) is str:
                seen.phase.requests.add((by, name, 0, True))
            return _given_import(name, *arguments, **named)

        # Such frames are left out of tracebacks.
        noting.__code__ = noting.__code__.replace(
            co_filename=code.co_filename, co_name=code.co_name
        )
        self._import = noting

    def began(self, frame, top):
        """Begins to look, unless the function itself has put something there."""
        self._put(self._import)
        return True

    def ended(self, token, value):
        """Looks no more."""
        if self._stack:
            self._restore()

    def pause(self):
        """Another module is being imported."""
        self._put(_given_import)

    def resume(self):
        """It is there, or failed."""
        if self._stack:
            self._restore()

    def _put(self, function):
        now = builtins.__import__
        self._stack.append(now)
        if now in (self._import, _given_import):
            builtins.__import__ = function

    def _restore(self):
        before = self._stack.pop()
        if builtins.__import__ in (self._import, _given_import):
            builtins.__import__ = before
