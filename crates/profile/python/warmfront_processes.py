"""What is done when the process forks, and when it ends."""

import atexit
import os
import sys


def watch(recorder, memory, sampler, functions):
    """Has child processes record for themselves, and the end told.

    `atexit` and `threading` are loaded by then, for `logging` needs them.
    """

    def ends():
        sampler.stop()
        if functions is not None:
            functions.tell("handler" if recorder.request_id else "init")
            functions.end()
        recorder.end()

    def in_child():
        memory.start_over()
        recorder.start_over()
        sampler.start_over()
        _watch_exit(recorder)

    def in_parent():
        if sys.version_info >= (3, 12):
            sampler.start_later()
        else:
            sampler.begin()

    # It is the first to be registered, and so the last to be called.
    atexit.register(ends)
    os.register_at_fork(before=sampler.stop, after_in_parent=in_parent, after_in_child=in_child)


def _watch_exit(recorder):
    """Has a child process tell its end, for those of `multiprocessing` end without ado."""
    original = os._exit
    if getattr(original, "__module__", None) == __name__:
        return

    def _exit(status):
        recorder.end()
        original(status)

    os._exit = _exit
