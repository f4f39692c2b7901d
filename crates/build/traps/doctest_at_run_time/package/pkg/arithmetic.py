"""Arithmetic.

>>> double(2)
4
"""


def double(x):
    """Doubles.

    >>> double("a")
    'aa'
    """
    return x * 2
