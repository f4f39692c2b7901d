# lost by sources
import inspect

from pkg import rules

assert inspect.getsource(rules.double) == "def double(x):\n    return x * 2  # twice\n"
assert inspect.getcomments(rules.double) == "# Doubles.\n"
