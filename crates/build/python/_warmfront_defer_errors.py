"""Errors of deferred imports as those of the import statements that they stand for.

Loaded when there is an error.
"""

import sys

# Files whose frames an import statement does not show.
OURS = ("<frozen importlib._bootstrap>", "<frozen importlib._bootstrap_external>")


def not_defined(name):
    """Raises what an interpreter raises that finds no such name."""
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
