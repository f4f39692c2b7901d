"""Replaces functions by others that look the same, and keeps these out of tracebacks.

From Python 3.11 on a wrapper takes itself out of the traceback of what passes through it. Before,
the interpreter puts back the frame that an exception is handled in: there `prune` removes what is
left, when the function's error is told.
"""

import functools
import os

#: What the code of wrappers is said to be in. Python's `warnings` passes over files that are named
#: like this when it looks for the line to blame, so that the user's stays the one.
WRAPPER_FILE = os.path.join(os.path.dirname(__file__), "warmfront_importlib_bootstrap.py")

#: Code of wrappers by its address, beside the same code with the other file's name.
_disguised = {}


def replace(owner, name, make):
    """Replaces a function of a module or class by `make(function)`, which looks the same."""
    original = vars(owner)[name]
    function = getattr(original, "__func__", original)
    wrapper = disguise(make(function), function)
    setattr(owner, name, wrapper if function is original else type(original)(wrapper))


def disguise(wrapper, original):
    """Makes a wrapper look like what it wraps."""
    wrapper = functools.update_wrapper(wrapper, original)
    code = wrapper.__code__
    if id(code) not in _disguised:
        _disguised[id(code)] = code, code.replace(co_filename=WRAPPER_FILE)
    wrapper.__code__ = _disguised[id(code)][1]
    return wrapper


def is_async(function):
    """Tells whether a function is a coroutine function, without the module `inspect`."""
    code = getattr(function, "__code__", None)
    return code is not None and bool(code.co_flags & 0x80)


def strip(error):
    """Takes the wrapper that handles an exception out of its traceback."""
    trace = error.__traceback__
    if trace is not None:
        prune(trace)
        if trace.tb_frame.f_code.co_filename == WRAPPER_FILE:
            error.__traceback__ = trace.tb_next


def prune(trace):
    """Takes wrappers out of a traceback, except for the first frame of it."""
    while trace is not None:
        below = trace.tb_next
        while below is not None and below.tb_frame.f_code.co_filename == WRAPPER_FILE:
            below = below.tb_next
        if below is not trace.tb_next:
            trace.tb_next = below
        trace = below
