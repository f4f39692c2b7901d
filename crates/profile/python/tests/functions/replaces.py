"""A function that replaces what an agent might need."""

import builtins
import gc
import json
import os
import sys
import time


def refuse(*arguments, **named):
    raise RuntimeError("not here")


def handler(event, context):
    if event == "descriptors":
        os.closerange(3, 4096)
        return [os.open("/dev/null", os.O_RDONLY) for _ in range(3)]
    if event == "reused":
        # The numbers that were closed mean other files now.
        ends = [os.pipe() for _ in range(20)]
        target = os.open(os.path.join(os.environ["HOME"], "other"), os.O_RDWR | os.O_CREAT)
        for number in range(60, 1024):
            os.dup2(target, number)
        return len(ends)
    if event == "unharmed":
        return os.stat(os.path.join(os.environ["HOME"], "other")).st_size
    if event == "clocks":
        time.monotonic_ns = time.thread_time_ns = time.process_time_ns = refuse
    if event == "json":
        json.dumps = json.JSONEncoder.encode = json.encoder.encode_basestring = refuse
    if event == "os":
        os.write = os.fstat = os.getpid = os.pread = refuse
    if event == "gc":
        gc.callbacks.clear()
        gc.disable()
    if event == "modules":
        for name in [name for name in sys.modules if name not in ("__main__", "sys", "builtins")]:
            if name.split(".")[0] in ("threading", "importlib", "gc", "logging"):
                del sys.modules[name]
        import importlib  # noqa: F401
        import threading  # noqa: F401
    if event == "open":
        builtins.open = refuse
    return event
