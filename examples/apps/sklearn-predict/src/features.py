"""What the model looks at, from what callers send."""

import numpy as np

NUMBERS = ("months", "price", "calls_to_support", "logins_per_week")
PLANS = ("basic", "family", "pro")
PAYMENTS = ("card", "debit", "invoice")
MOST = 1000


class Invalid(Exception):
    """A request that cannot be answered; the text is for the caller."""


def one_hot(value, known):
    """Returns a one at the place of the value; all zeros where it is unknown."""
    return [1.0 if value == each else 0.0 for each in known]


def row(number, subscriber):
    """Returns what the model looks at of one subscriber."""
    absent = [name for name in ("id", *NUMBERS, "plan", "payment") if name not in subscriber]
    if absent:
        raise Invalid(f"subscriber {number} lacks {', '.join(absent)}")
    try:
        numbers = [float(subscriber[name]) for name in NUMBERS]
    except (TypeError, ValueError) as error:
        raise Invalid(f"subscriber {number}: {error}") from error
    return [
        *numbers,
        *one_hot(subscriber["plan"], PLANS),
        *one_hot(subscriber["payment"], PAYMENTS),
    ]


def rows(subscribers):
    """Returns the matrix for the model."""
    if not subscribers:
        raise Invalid("no subscribers")
    if len(subscribers) > MOST:
        raise Invalid(f"more than {MOST} subscribers")
    return np.array([row(number, each) for number, each in enumerate(subscribers)])
