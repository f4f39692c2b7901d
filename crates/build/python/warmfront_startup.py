"""Start-up settings of this function, each of which was measured to help.

The handler's module, as compiled for one exact Python, calls `begin` before its first line and
`end` after its last, or when it fails. Any other Python runs its source, which knows nothing of
this.
"""

import gc
import os
import sys

# What the build decided.
# Variables for libraries that read them when they are loaded; those that are set stay as they are.
VARIABLES = {}
# Number of new objects after which garbage is looked for until the handler's module is loaded. What
# is there then stays for good, and need not be looked at in any invocation.
THRESHOLD = None
# Whether patterns that are compiled at the start come from `warmfront_patterns`.
HAS_PATTERNS = False
# Whether modules are loaded from one file, by `warmfront_importer`.
HAS_BUNDLE = False

_depth = 0
_undo = []


def begin():
    """Applies the settings."""
    global _depth
    _depth += 1
    if _depth > 1:
        return
    for name, value in VARIABLES.items():
        os.environ.setdefault(name, value)
    if THRESHOLD is not None:
        _look_for_garbage_less()
    if HAS_BUNDLE:
        _load_from_one_file()
    if HAS_PATTERNS:
        _take_compiled_patterns()


def end():
    """Undoes what is for the start only."""
    global _depth
    _depth -= 1
    if _depth > 0:
        return
    while _undo:
        _undo.pop()()


def _look_for_garbage_less():
    before = gc.get_threshold()
    if before[0] == 0:
        return
    during = (THRESHOLD, *before[1:])
    gc.set_threshold(*during)

    def undo():
        gc.freeze()
        # Whoever set another in the meantime meant it.
        if gc.get_threshold() == during:
            gc.set_threshold(*before)

    _undo.append(undo)


def _load_from_one_file():
    import warmfront_importer

    close = warmfront_importer.install()
    if close is not None:
        _undo.append(close)


def _take_compiled_patterns():
    import _sre
    import re

    import warmfront_patterns

    if sys.version_info >= (3, 11):
        compiler = re._compiler
    else:
        compiler = re.sre_compile
    if (*sys.version_info[:2], _sre.MAGIC, _sre.CODESIZE) != warmfront_patterns.PYTHON:
        return
    compile_pattern, known = compiler.compile, warmfront_patterns.PATTERNS

    def compile_known(p, flags=0):
        found = known.get((p, int(flags))) if type(p) in (str, bytes) else None
        if found is None:
            return compile_pattern(p, flags)
        all_flags, code, groups, names, indices = found
        return _sre.compile(p, all_flags, list(code), groups, dict(names), indices)

    compiler.compile = compile_known

    def undo():
        if compiler.compile is compile_known:
            compiler.compile = compile_pattern

    _undo.append(undo)
