"""Every way in which a handler can fail."""

import warnings


class Unwritable:
    pass


class Odd(Exception):
    def __str__(self):
        return self.missing


def below(error):
    raise error


def chained():
    try:
        below(KeyError("first"))
    except KeyError as error:
        raise ValueError("second") from error


def with_finally():
    try:
        below(OSError(2, "x"))
    finally:
        warnings.warn("on the way", stacklevel=2)


def recursive(n):
    return recursive(n + 1)


def generator():
    yield 1
    raise StopIteration


ACTIONS = {
    "value": lambda: below(ValueError("x")),
    "chained": chained,
    "finally": with_finally,
    "recursive": lambda: recursive(0),
    "generator": lambda: list(generator()),
    "unwritable": Unwritable,
    "circular": lambda: (lambda a: a.append(a) or a)([]),
    "set": lambda: {1, 2},
    "bytes": lambda: b"\0\1",
    "assert": lambda: below(AssertionError()),
    "import": lambda: __import__("nothing_of_that_name"),
    "text": lambda: below(ValueError("\u2603")),
    "long": lambda: below(ValueError("x" * 70000)),
    "nan": lambda: float("nan"),
    "exception": lambda: below(Exception),
    "generator returned": generator,
    "attribute": lambda: None.x,
    "stop": lambda: below(StopIteration(1)),
}


def handler(event, context):
    return ACTIONS[event]()
