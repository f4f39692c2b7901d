"""The tasks, each from an expression and a variable to a list of results."""

from sympy import S, Symbol, apart, diff, factor, integrate, series, simplify, solveset, symbols
from sympy.parsing.sympy_parser import (
    convert_xor,
    implicit_multiplication_application,
    parse_expr,
    standard_transformations,
)
from sympy.sets import FiniteSet

RULES = (*standard_transformations, convert_xor, implicit_multiplication_application)
NAMES = {name: symbols(name, real=True) for name in "abctuvwxyz"}
FORBIDDEN = ("__", "import", "lambda", "exec", "eval")
LONGEST = 200


class Unreadable(Exception):
    """What was typed is no expression; the text is for who typed it."""


def read(text, variable):
    """Returns the expression and the variable that a pupil typed."""
    if len(text) > LONGEST or any(word in text for word in FORBIDDEN):
        raise Unreadable("that is no expression")
    try:
        expression = parse_expr(text, local_dict=dict(NAMES), transformations=RULES)
    except (SyntaxError, TypeError, ValueError, AttributeError) as error:
        raise Unreadable(f"cannot read {text!r}") from error
    return expression, NAMES.get(variable, Symbol(variable, real=True))


def simplified(expression, variable):
    """Returns the simplest form, and the factored one where it differs."""
    simple, factored = simplify(expression), factor(expression)
    return [simple] if simple == factored else [simple, factored]


def derived(expression, variable):
    """Returns the first two derivatives."""
    first = diff(expression, variable)
    return [simplify(first), simplify(diff(first, variable))]


def integrated(expression, variable):
    """Returns the antiderivative, by partial fractions where that helps."""
    return [integrate(apart(expression) if expression.is_rational_function() else expression)]


def solved(expression, variable):
    """Returns the real zeros, in order."""
    zeros = solveset(expression, variable, domain=S.Reals)
    return sorted(zeros, key=float) if isinstance(zeros, FiniteSet) else [zeros]


def developed(expression, variable):
    """Returns the Taylor series around zero."""
    return [series(expression, variable, 0, 6).removeO()]


TASKS = {
    "derive": derived,
    "develop": developed,
    "integrate": integrated,
    "simplify": simplified,
    "solve": solved,
}
