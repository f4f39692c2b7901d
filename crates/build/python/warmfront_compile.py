"""Compiles modules for a package: sources come on stdin, bytecode goes to stdout; none is run.

Every number is 4 bytes, little-endian. First goes out what the interpreter is, as text. Then, for
each request (a byte that says how, the length and the path that tracebacks show, the length and the
source) an answer: a byte, `c` for compiled or `r` for refused, the length, and what the bytecode
file holds or why there is none.

The caller sets `PYTHONHASHSEED`, for sets among constants would otherwise differ from run to run.
"""

import sys

# Nothing is imported from the folder that this happens to be run in.
sys.path[:] = [folder for folder in sys.path if folder]

import _imp
import ast
import importlib.util
import marshal
import signal
import warnings

# Flags of a bytecode file: found by the source's hash, which is not looked at when it is loaded.
UNCHECKED_HASH = 0b01
# Seconds after which a source is given up: the process ends, and the caller starts another.
PATIENCE = 60

PLAIN = b"p"
STARTUP = b"s"

STARTUP_MODULE = "warmfront_startup"


def identity():
    """Returns what bytecode depends on."""
    return "{} {}.{} {} {} {:x}".format(
        sys.implementation.name,
        *sys.version_info[:2],
        sys.implementation.cache_tag,
        importlib.util.MAGIC_NUMBER.hex(),
        sys.hexversion,
    )


def bytecode(how, path, source):
    """Returns what the module's bytecode file holds."""
    tree = with_startup(source, path) if how == STARTUP else source
    code = compile(tree, path, "exec", dont_inherit=True, optimize=0)
    header = importlib.util.MAGIC_NUMBER + UNCHECKED_HASH.to_bytes(4, "little")
    # `importlib.util.source_hash`, which reads no more than this.
    source_hash = _imp.source_hash(int.from_bytes(importlib.util.MAGIC_NUMBER, "little"), source)
    return header + source_hash + marshal.dumps(code)


def with_startup(source, path):
    """Returns the module's tree, its body between calls of the module with start-up settings.

    No name is bound in it, and every line keeps its number. What precedes the first call can do
    nothing: the text that documents the module, and imports from `__future__`.
    """
    tree = compile(source, path, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    n_first = 0
    if tree.body and ast.get_docstring(tree, clean=False) is not None:
        n_first = 1
    while n_first < len(tree.body) and is_future(tree.body[n_first]):
        n_first += 1
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


def answer(how, path, source):
    """Returns the kind of answer, and what it holds."""
    try:
        return b"c", bytecode(how, path, source)
    except SyntaxError as error:
        reason = f"line {error.lineno}: {error.msg}" if error.lineno else str(error.msg)
    except Exception as error:
        reason = str(error) or type(error).__name__
    return b"r", reason.encode("utf-8", "replace")


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
        path, source = receive().decode(), receive()
        signal.alarm(PATIENCE)
        kind, data = answer(how, path, source)
        signal.alarm(0)
        answers.write(kind)
        send(data)


if __name__ == "__main__":
    main()
