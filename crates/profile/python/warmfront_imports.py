"""Times imports, and tells others when a module is there."""


class Imports:
    """Wraps the interpreter's import of a module that is not loaded yet."""

    def __init__(self, recorder):
        self._recorder = recorder
        self._waiting = {}

    def watch(self):
        """Begins to time imports."""

    def when_imported(self, name, callback):
        """Has `callback(module)` called once, right after the import of a module is done.

        A module that is loaded already is told at once. Whatever the callback raises is noted.
        """
        self._waiting.setdefault(name, []).append(callback)
