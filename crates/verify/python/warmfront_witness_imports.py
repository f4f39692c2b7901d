"""Tells when a module is there, so that a library is patched once the function has imported it.

The interpreter's own import takes the lock of a module around all that is needed to find and run
it: `with _ModuleLockManager(name)` in `_find_and_load`. That context manager is replaced by one
that looks, on the way out, whether somebody waits for the module. So no function of ours is on the
stack while a module runs.
"""

import sys

_bootstrap = sys.modules["_frozen_importlib"]


class Imports:
    """Calls those who wait for a module."""

    def __init__(self, recorder):
        self._recorder = recorder
        self._waiting = {}

    def watch(self):
        """Begins to look."""
        manager = _bootstrap._ModuleLockManager
        leave, waiting, tell = manager.__exit__, self._waiting, self._tell

        def left(self, kind=None, value=None, trace=None):
            leave(self, kind, value, trace)
            if self._name in waiting and kind is None:
                tell(self._name)

        left = shown_as(left, leave.__code__)
        names = {"__module__": manager.__module__, "__exit__": left}
        _bootstrap._ModuleLockManager = type(manager.__name__, (manager,), names)

    def when_imported(self, name, callback):
        """Has `callback(module)` called once, right after the import of a module is done."""
        self._waiting.setdefault(name, []).append(callback)
        spec = getattr(sys.modules.get(name), "__spec__", None)
        if spec is not None and not getattr(spec, "_initializing", False):
            self._tell(name)

    def _tell(self, name):
        module = sys.modules.get(name)
        spec = None if module is None else vars(module).get("__spec__")
        # In a circle of imports, the lock of a module is also left in the middle of its import.
        if module is None or getattr(spec, "_initializing", False):
            return
        for callback in self._waiting.pop(name, ()):
            self._recorder.guarded(f"after the import of {name}", callback, module)


def shown_as(function, code):
    """Returns a function, changed so that a traceback shows it as another code's."""
    changes = {"co_filename": code.co_filename, "co_name": code.co_name}
    if hasattr(code, "co_qualname"):
        changes["co_qualname"] = code.co_qualname
    function.__code__ = function.__code__.replace(**changes)
    function.__name__ = code.co_name
    function.__qualname__ = getattr(code, "co_qualname", code.co_name)
    return function
