"""What the interpreter tells of itself: one hook for all who want to know.

A hook cannot be taken back, and is asked at every event: it does nothing but look up who waits.
"""

import sys


class Audit:
    """Hands events on to those who wait for them."""

    def __init__(self, recorder):
        self._recorder = recorder
        self._waiting = {}

    def on(self, event, callback):
        """Has `callback` called with the arguments of an event."""
        self._waiting.setdefault(event, []).append(callback)

    def watch(self):
        """Begins to listen."""
        recorder = self._recorder

        def hook(event, arguments, get=self._waiting.get):
            callbacks = get(event)
            if callbacks is not None and not recorder.is_busy():
                for callback in callbacks:
                    recorder.guarded(event, callback, *arguments)

        sys.addaudithook(hook)
