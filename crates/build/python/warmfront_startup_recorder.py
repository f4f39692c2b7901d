"""Records which patterns are compiled while the handler's module is loaded.

An engine starts it as an agent, ahead of the import of the handler's module. What it saw goes to
the open file that it is given, as JSON, when that import ends.
"""

import _sre
import json
import re
import sys
import warnings

_patterns = {}
_undo = []


def start(bootstrap, descriptor, options):
    """Records while the bootstrap gets its handler."""
    get_handler = bootstrap["_get_handler"]

    def watched(handler):
        _watch_compiler()
        try:
            return get_handler(handler)
        finally:
            _write(descriptor)

    bootstrap["_get_handler"] = watched


def _write(descriptor):
    while _undo:
        _undo.pop()()
    python = [*sys.version_info[:2], _sre.MAGIC, _sre.CODESIZE]
    with open(descriptor, "w", encoding="utf-8", closefd=False) as file:
        json.dump({"python": python, "patterns": list(_patterns.values())}, file)


class _Engine:
    """What patterns are compiled with, remembering what it was last given."""

    def __init__(self):
        self.given = None

    def __getattr__(self, name):
        return getattr(_sre, name)

    def compile(self, pattern, flags, code, groups, names, indices):
        self.given = (flags, code, groups, names, indices)
        return _sre.compile(pattern, flags, code, groups, names, indices)


def _watch_compiler():
    compiler = re._compiler if sys.version_info >= (3, 11) else re.sre_compile
    compile_pattern, warn, engine = compiler.compile, warnings.warn, _Engine()
    n_warnings = 0

    def count_warning(*args, **kwargs):
        nonlocal n_warnings
        n_warnings += 1
        return warn(*args, **kwargs)

    def watch(p, flags=0):
        before, engine.given = n_warnings, None
        warnings.warn = count_warning
        try:
            compiled = compile_pattern(p, flags)
        finally:
            warnings.warn = warn
        # A pattern that warns does so each time.
        if engine.given and n_warnings == before and not flags & re.DEBUG:
            _record(p, int(flags), engine.given)
        return compiled

    compiler._sre, compiler.compile = engine, watch

    def undo():
        compiler._sre, compiler.compile = _sre, compile_pattern

    _undo.append(undo)


def _record(pattern, flags, given):
    all_flags, code, groups, names, indices = given
    if type(pattern) is bytes:
        kind, text = "bytes", pattern.decode("latin-1")
    elif type(pattern) is str:
        kind, text = "str", pattern
    else:
        return
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return
    _patterns[kind, text, flags] = {
        "kind": kind,
        "pattern": text,
        "flags": flags,
        "all_flags": int(all_flags),
        "code": [int(word) for word in code],
        "groups": int(groups),
        "names": {name: int(index) for name, index in names.items()},
        "indices": list(indices),
    }
