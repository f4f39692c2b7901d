"""Tells what the user's code mentioned: with it, attributes that are fetched and never used show.

Strings, names of attributes and of arguments count, at the lines that ran. What is handed on as a
whole is mentioned by nobody.
"""

import re

#: Names that are told of one phase.
_MAXIMUM = 2_000

_WORD = re.compile(r"[A-Za-z_][\w.:#-]{0,99}")
_FIELD = re.compile(r"\{([A-Za-z_]\w*)|%\(([^)]{1,100})\)|([A-Za-z_]\w*)")


def _words(value):
    """Yields what may be names of attributes in a constant: whole strings, and parts of them."""
    if type(value) is str:
        if len(value) <= 100:
            if _WORD.fullmatch(value):
                yield value
            for match in _FIELD.finditer(value):
                yield match.group(match.lastindex)
    elif type(value) in (tuple, frozenset):
        for part in value:
            yield from _words(part)


class Mentions:
    """Works out the lines `names`."""

    def __init__(self, recorder, read):
        self._recorder = recorder
        self._read = read
        self._phase = None
        self._told = set()

    def resolve(self, phase):
        """Adds what was not told yet of a phase."""
        if self._phase is not phase:
            self._phase, self._told = phase, set()
        found = []
        for record in list(phase.records):
            if record.is_user:
                for value in self._values(phase, record):
                    found.extend(_words(value))
        fresh = [word for word in dict.fromkeys(found) if word not in self._told]
        fresh = fresh[: _MAXIMUM - len(self._told)]
        if fresh:
            self._told.update(fresh)
            self._recorder.add(("names", phase.request_id, fresh))

    def _values(self, phase, record):
        code = record.code
        if record.is_function:
            yield code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        for line, value in self._read(code).mentions:
            if phase.has_run(code, line):
                yield value
