"""What seldom happens with deferred imports: errors, and modules that put others in their place.

Errors read as those of the import statements that were deferred. This is loaded when it is needed.
"""

import _frozen_importlib as _bootstrap
import sys

_Module = type(sys)

# What stands for modules that are no longer in `sys.modules`, by their identity.
_replaced = {}

# Files whose frames an import statement does not show.
OURS = ("<frozen importlib._bootstrap>", "<frozen importlib._bootstrap_external>")


def builtin(names, name):
    """Returns what a function finds by a name that its module has not bound yet."""
    builtins = names.get("__builtins__", __builtins__)
    builtins = builtins if isinstance(builtins, dict) else vars(builtins)
    if name in builtins:
        return builtins[name]
    error = NameError(f"name {name!r} is not defined")
    if hasattr(error, "name"):
        error.name = name
    raise error


def missing(names, name):
    """Raises what an ordinary module with these names raises that has no such attribute."""
    ordinary = type(sys)(names.get("__name__", ""))
    for known in ("__name__", "__spec__", "__file__"):
        if known in names:
            setattr(ordinary, known, names[known])
    try:
        getattr(ordinary, name)
    except AttributeError as error:
        if hasattr(error, "obj"):
            error.obj = sys.modules.get(names.get("__name__"), ordinary)
        raise error.with_traceback(None) from None


def cannot_import(module, attribute, file, edge):
    """Raises what an import statement raises that does not find an attribute."""
    # The interpreter has words for every reason.
    text = f"from {edge[1] or '.'} import {attribute}"
    names = {"__name__": "", "__builtins__": {"__import__": lambda *_: module}}
    exec(code(text, file, edge), names)


def code(text, file, edge):
    """Returns the code of a statement as if it stood where the import does."""
    import ast

    tree = ast.parse(text)
    for node in ast.walk(tree):
        if hasattr(node, "lineno"):
            node.lineno, node.col_offset, node.end_lineno, node.end_col_offset = edge[-4:]
    return compile(tree, file, "exec", dont_inherit=True)


def place(error, file, edge):
    """Has an error's traceback show the import statement, below whoever made it run."""
    try:
        marker = Exception()
        try:
            exec(code("raise marker", file, edge), {"marker": marker})
        except Exception:
            shown = marker.__traceback__.tb_next
        inner = error.__traceback__
        while inner.tb_next is not None and inner.tb_next.tb_frame.f_code.co_filename in OURS:
            inner = inner.tb_next
        below = inner.tb_next
        while below is not None and below.tb_frame.f_code.co_filename in OURS:
            below = below.tb_next
        inner.tb_next = type(shown)(below, shown.tb_frame, shown.tb_lasti, shown.tb_lineno)
    except Exception:
        # An error without this line is better than another error.
        return


def forget(wait):
    """Leaves a module whose body failed as an import leaves it, ready for another attempt."""
    module = wait.module
    sys.modules.pop(wait.spec.name, None)
    names = _Module.__getattribute__(module, "__dict__")
    names.clear()
    _bootstrap._init_module_attrs(wait.spec, module)
    wait.spec._initializing = True
    wait.owner = None
    around = _around(wait)
    if around.get(wait.last) is module:
        del around[wait.last]
        wait.is_lost = True


def replace(wait, other):
    """Has a module stand for another that has taken its place, and be bound nowhere we know of."""
    module = wait.module
    _replaced[id(module)] = module, other
    if type(module).__name__ == "_Waiting":
        _Module.__setattr__(module, "__class__", Replaced)
    for imports, edge in wait.sites:
        if imports.names.get(edge[0]) is module:
            imports.names[edge[0]] = other
    around = _around(wait)
    if around.get(wait.last) is module:
        around[wait.last] = other


def _around(wait):
    """Returns the variables of the package that a module is in."""
    return getattr(sys.modules.get(wait.package), "__dict__", {}) if wait.package else {}


class Replaced(_Module):
    """A module that has put something else in its place."""

    __slots__ = ()

    def __getattribute__(self, name):
        return getattr(_replaced[id(self)][1], name)

    def __setattr__(self, name, value):
        setattr(_replaced[id(self)][1], name, value)

    def __delattr__(self, name):
        delattr(_replaced[id(self)][1], name)
