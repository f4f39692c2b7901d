"""What is done when the process forks, and when it ends."""

import atexit
import os


def watch(recorder, memory, sampler):
    """Has child processes record for themselves, and the end told.

    `atexit` and `threading` are loaded by then, for `logging` needs them.
    """

    def ends():
        sampler.stop()
        recorder.end()

    def in_child():
        memory.start_over()
        recorder.start_over()
        sampler.start_over()
        _watch_exit(recorder)

    # It is the first to be registered, and so the last to be called.
    atexit.register(ends)
    os.register_at_fork(before=sampler.stop, after_in_parent=sampler.start, after_in_child=in_child)


def _watch_exit(recorder):
    """Has a child process tell its end, for those of `multiprocessing` end without ado."""
    original = os._exit
    if getattr(original, "__module__", None) == __name__:
        return

    def _exit(status):
        recorder.end()
        original(status)

    os._exit = _exit
