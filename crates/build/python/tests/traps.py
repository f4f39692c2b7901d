"""Prepares, spoils and checks traps: a JSON request per line on stdin, an answer on stdout.

What belongs to a trap runs in a fork of this process, which has imported what checks use: starting
an interpreter takes longer than most of them.
"""

import argparse
import ctypes
import doctest
import functools
import gc
import importlib.machinery
import importlib.metadata
import importlib.resources
import importlib.util
import inspect
import json
import marshal
import os
import pickle
import pkgutil
import runpy
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback
import unittest
import warnings
import zipfile

# What checks import; named here so that no tool takes the imports out.
IMPORTED = (argparse, ctypes, doctest, importlib.metadata, importlib.resources, inspect, pickle)
IMPORTED += (pkgutil, runpy, subprocess, unittest, warnings, zipfile)

PATIENCE = 60

METADATA = "Metadata-Version: 2.1\nName: trap\nVersion: 1.0\n"


def files(root):
    """Returns the paths of all files and links below a folder, and from it."""
    found = []
    for folder, folders, names in os.walk(root):
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        found += [os.path.relpath(os.path.join(folder, name), root) for name in names + links]
    return sorted(found)


def forked(step, output):
    """Runs a step in a process of its own; returns its status."""
    child = os.fork()
    if not child:
        status = 1
        try:
            signal.alarm(PATIENCE)
            file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(file, 1)
            os.dup2(file, 2)
            step()
            status = 0
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
            if status:
                print(end.code, file=sys.stderr)
        except BaseException:
            traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    status = os.waitpid(child, 0)[1]
    return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def run(path):
    with open(path, "rb") as file:
        code = compile(file.read(), path, "exec", dont_inherit=True)
    exec(code, {"__name__": "__main__", "__file__": path})


def prepare(trap, root, native, own, output):
    """Makes the package of a trap, as it would be deployed."""
    shutil.copytree(os.path.join(trap, "package"), root, symlinks=True)
    if os.path.isdir(native):
        for name in files(native):
            place = os.path.join(root, name)
            os.makedirs(os.path.dirname(place), exist_ok=True)
            shutil.copy2(os.path.join(native, name), place, follow_symlinks=False)
    make = os.path.join(trap, "make.py")
    status = 0
    if os.path.exists(make):
        os.chdir(root)
        status = forked(functools.partial(run, make), output)
    if not own:
        list_files(root)
    return status


def list_files(root):
    """Makes a package that of one distribution, as installers leave it."""
    folder = os.path.join(root, "trap-1.0.dist-info")
    os.makedirs(folder, exist_ok=True)
    metadata = os.path.join(folder, "METADATA")
    if not os.path.exists(metadata):
        with open(metadata, "w") as file:
            file.write(METADATA)
    record = os.path.join(folder, "RECORD")
    listed = [name for name in files(root) if name != "app.py" and "__pycache__" not in name]
    with open(record, "w", encoding="utf-8") as file:
        file.writelines(f"{name},,\n" for name in [*listed, "trap-1.0.dist-info/RECORD"])


def check(root, path, watched, output):
    """Runs a check on a package; tells what it touched when that is wanted."""
    return forked(functools.partial(checked, root, path, watched), output)


def checked(root, path, watched):
    sys.path.insert(0, root)
    os.chdir(os.path.dirname(root))
    sys.argv = [path]
    if not watched:
        run(path)
        return
    touched = set()
    before = set(sys.modules)
    inside = os.path.join(root, "")

    def found(place, mark=""):
        if isinstance(place, (str, os.PathLike)):
            place = os.path.abspath(os.fspath(place))
            if place.startswith(inside):
                touched.add(place[len(inside) :] + mark)

    def audit(event, arguments):
        if event == "open":
            found(arguments[0])
        elif event in ("os.listdir", "os.scandir"):
            searches = sys._getframe(1).f_code.co_filename.startswith("<frozen importlib")
            if not searches:
                found(arguments[0] or ".", "/")

    stat = os.stat

    def asked(place, *others, **named):
        answer = stat(place, *others, **named)
        found(place)
        return answer

    sys.addaudithook(audit)
    os.stat = asked
    run(path)
    os.stat = stat
    seen = list(touched)
    for folder in [name for name in seen if name.endswith("/")]:
        touched.update(os.path.join(folder, name) for name in os.listdir(inside + folder))
    told = {
        "touched": sorted(name for name in touched if os.path.isfile(inside + name)),
        "modules": sorted(set(sys.modules) - before),
    }
    with open(watched, "w") as file:
        json.dump(told, file)


#: Names that tell a careless tool that something is not needed at run time.
FOLDERS = {"benchmarks", "doc", "docs", "example", "examples", "include", "locale", "test"}
FOLDERS |= {"testing", "tests"}
ENDINGS = (".c", ".cfg", ".egg", ".h", ".md", ".pth", ".pyc", ".pyi", ".rst", ".toml", ".txt")
ENDINGS += (".typed", ".dist-info", ".egg-info")
STARTS = ("CHANGELOG", "COPYING", "LICENSE", "NOTICE", "README", "conftest", "docs.", "test.")
STARTS += ("test_",)


def is_doubtful(root, path):
    """Tells whether a careless tool takes a file for something that nobody needs."""
    *folders, name = path.split("/")
    stem = name.rsplit(".", 1)[0]
    of_tests = name.startswith(STARTS) or bool(FOLDERS.intersection(folders))
    ending = any(part.endswith(ENDINGS) for part in [*folders, name])
    no_module = name.endswith(".py") and not stem.isidentifier()
    is_program = folders[-1:] == ["bin"]
    is_link = os.path.islink(os.path.join(root, path))
    return of_tests or ending or no_module or is_program or is_link or not path.isascii()


def spoil(root, how):
    """Treats a package as a careless tool would."""
    for path in files(root):
        place = os.path.join(root, path)
        if how == "pruning":
            if is_doubtful(root, path):
                os.remove(place)
        elif how == "dates":
            if path.endswith(".pyc"):
                bless(place)
            os.utime(place, (0, 0), follow_symlinks=False)
        elif how == "stripping" and ".so" in path and not os.path.islink(place):
            misalign(place)
        elif how == "packages":
            folder = os.path.dirname(place)
            while folder != root:
                open(os.path.join(folder, "__init__.py"), "a").close()
                folder = os.path.dirname(folder)
        elif path.endswith(".py") and not os.path.islink(place):
            recompile(place, how)


def misalign(place):
    """Moves the second part of a library that is mapped, by less than a page.

    Tools that make room in headers and strip afterwards have done this.
    """
    with open(place, "rb") as file:
        data = bytearray(file.read())
    at, size = int.from_bytes(data[32:40], "little"), int.from_bytes(data[54:56], "little")
    headers = [at + n * size for n in range(int.from_bytes(data[56:58], "little"))]

    def offset(header):
        return int.from_bytes(data[header + 8 : header + 16], "little")

    second = sorted(offset(header) for header in headers if data[header] == 1)[1]
    for header in headers:
        if offset(header) >= second:
            data[header + 8 : header + 16] = (offset(header) + 8).to_bytes(8, "little")
    with open(place, "wb") as file:
        file.write(data[:second] + bytes(8) + data[second:])


def bless(place):
    """Declares bytecode valid without a look at its source."""
    with open(place, "r+b") as file:
        file.seek(4)
        file.write((1).to_bytes(4, "little"))


def recompile(place, how):
    """Compiles a module: without texts and assertions, or instead of its source."""
    with open(place, "rb") as file:
        source = file.read()
    level = 2 if how == "optimising" else 0
    try:
        code = compile(source, os.path.basename(place), "exec", dont_inherit=True, optimize=level)
    except (SyntaxError, ValueError):
        code = None
    bytecode = importlib.util.cache_from_source(place, optimization="")
    if how == "sources":
        bytecode = place + "c"
        os.remove(place)
    if code is not None:
        os.makedirs(os.path.dirname(bytecode), exist_ok=True)
        with open(bytecode, "wb") as file:
            file.write(importlib.util.MAGIC_NUMBER + b"\1\0\0\0" + bytes(8) + marshal.dumps(code))


def spoiled(root, to, how, output):
    shutil.copytree(root, to, symlinks=True)
    spoil(to, how)
    return 0


STEPS = {"prepare": prepare, "check": check, "spoil": spoiled}


def main():
    sys.dont_write_bytecode = True
    # Memory that is not looked at is not copied in forks.
    gc.disable()
    gc.freeze()
    with tempfile.TemporaryDirectory() as folder:
        output = os.path.join(folder, "output")
        for line in sys.stdin:
            name, *arguments = json.loads(line)
            status = STEPS[name](*arguments, output)
            with open(output, "a+", errors="replace") as file:
                file.seek(0)
                print(json.dumps([status, file.read()]), flush=True)


if __name__ == "__main__":
    main()
