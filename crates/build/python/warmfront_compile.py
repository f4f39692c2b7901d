"""Compiles modules for a package: sources come on stdin, bytecode goes to stdout; none is run.

Every number is 4 bytes, little-endian. First goes out what the interpreter is, as text. Then, for
each request (a byte that says how, the length and the path that tracebacks show, the length and the
plan of which imports are deferred, the length and the source) an answer: a byte, `c` for compiled
or `r` for refused, the length, and what the bytecode file holds or why there is none; and, when
there was a plan, the length and what became of its edges, as JSON: for each, in order, nothing or
the reason for which it stays as it is.

A plan is JSON; what carries it out is given to this program as arguments, and not run before.

The caller sets `PYTHONHASHSEED`, for sets among constants would otherwise differ from run to run.
"""

import sys

# Nothing is imported from the folder that this happens to be run in.
sys.path[:] = [folder for folder in sys.path if folder]

import _imp
import ast
import importlib.util
import json
import marshal
import signal
import types
import warnings

# Flags of a bytecode file: found by the source's hash, which is not looked at when it is loaded.
UNCHECKED_HASH = 0b01
# Seconds after which a source is given up: the process ends, and the caller starts another.
PATIENCE = 60

PLAIN = b"p"
STARTUP = b"s"

STARTUP_MODULE = "warmfront_startup"

# What defers imports, as it comes in arguments: the last is asked, and imports the others.
TRANSFORMER = ("warmfront_scopes", "warmfront_transform")


def identity():
    """Returns what bytecode depends on."""
    return "{} {}.{} {} {} {:x}".format(
        sys.implementation.name,
        *sys.version_info[:2],
        sys.implementation.cache_tag,
        importlib.util.MAGIC_NUMBER.hex(),
        sys.hexversion,
    )


def bytecode(how, path, plan, source):
    """Returns what the module's bytecode file holds, and what became of the plan."""
    tree, became = source, []
    if plan is not None:
        tree, became = with_deferred(source, path, plan)
    if how == STARTUP:
        tree = with_startup(tree, path)
    code = compile(tree, path, "exec", dont_inherit=True, optimize=0)
    header = importlib.util.MAGIC_NUMBER + UNCHECKED_HASH.to_bytes(4, "little")
    # `importlib.util.source_hash`, which reads no more than this.
    source_hash = _imp.source_hash(int.from_bytes(importlib.util.MAGIC_NUMBER, "little"), source)
    return header + source_hash + marshal.dumps(code), became


def with_deferred(source, path, plan):
    """Returns the module's tree with imports deferred, and what became of the plan."""
    tree = parsed(source, path)
    try:
        return tree, transformer().transform(tree, plan, n_leading(tree))
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        return source, [reason] * len(plan["edges"])


def transformer():
    """Returns the module that defers imports."""
    global _transformer
    if _transformer is None:
        for name, source in zip(TRANSFORMER, sys.argv[1:]):
            _transformer = sys.modules[name] = types.ModuleType(name)
            exec(compile(source, name, "exec"), vars(_transformer))
    return _transformer


_transformer = None


def parsed(source, path):
    if isinstance(source, ast.AST):
        return source
    return compile(source, path, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)


def n_leading(tree):
    """Returns how many statements come first that can do nothing and have to come first.

    Those are the text that documents the module, and imports from `__future__`.
    """
    number = 0
    if tree.body and ast.get_docstring(tree, clean=False) is not None:
        number = 1
    while number < len(tree.body) and is_future(tree.body[number]):
        number += 1
    return number


def with_startup(source, path):
    """Returns the module's tree, its body between calls of the module with start-up settings.

    No name is bound in it, and every line keeps its number.
    """
    tree = parsed(source, path)
    n_first = n_leading(tree)
    body = tree.body[n_first:]
    if not body:
        return tree
    begin, end = call("begin", body[0]), call("end", body[-1])
    if sys.version_info >= (3, 14) and any(isinstance(node, ast.AnnAssign) for node in body):
        # In a block, annotations of the module would be marked in a variable of its own.
        tree.body[n_first:] = [begin, *body, end]
    else:
        whole = ast.Try(body=body, handlers=[], orelse=[], finalbody=[end])
        tree.body[n_first:] = [begin, ast.copy_location(whole, body[0])]
    return ast.fix_missing_locations(tree)


def is_future(node):
    return isinstance(node, ast.ImportFrom) and node.module == "__future__" and not node.level


def call(name, beside):
    """Returns a statement that calls a function of the start-up module."""
    text = f"__import__({STARTUP_MODULE!r}).{name}()"
    statement = ast.parse(text).body[0]
    line = beside.lineno
    for node in ast.walk(statement):
        if hasattr(node, "lineno"):
            node.lineno = node.end_lineno = line
            node.col_offset = node.end_col_offset = 0
    return statement


def answer(how, path, plan, source):
    """Returns the kind of answer, what it holds, and what became of the plan."""
    try:
        return (b"c", *bytecode(how, path, plan, source))
    except SyntaxError as error:
        reason = f"line {error.lineno}: {error.msg}" if error.lineno else str(error.msg)
    except Exception as error:
        reason = str(error) or type(error).__name__
    became = [] if plan is None else [reason] * len(plan["edges"])
    return b"r", reason.encode("utf-8", "replace"), became


def main():
    requests, answers = sys.stdin.buffer, sys.stdout.buffer

    def send(data):
        answers.write(len(data).to_bytes(4, "little"))
        answers.write(data)
        answers.flush()

    def receive():
        return requests.read(int.from_bytes(requests.read(4), "little"))

    warnings.simplefilter("ignore")
    send(identity().encode())
    while True:
        how = requests.read(1)
        if not how:
            return
        path, text, source = receive().decode(), receive(), receive()
        plan = json.loads(text) if text else None
        signal.alarm(PATIENCE)
        kind, data, became = answer(how, path, plan, source)
        signal.alarm(0)
        answers.write(kind)
        send(data)
        if plan is not None:
            send(json.dumps(became).encode())


if __name__ == "__main__":
    main()
