# lost by optimising
import inspect

from pkg import marked

assert marked.__doc__ == "Begins with a mark."
assert inspect.getsource(marked).startswith(('"""Begins', "\ufeff"))
