"""Watches a function from inside its interpreter, and records what it sees.

The bootstrap runs this module ahead of the handler's import and calls `start`. Which lines are
written, and what they mean, is said in the documentation of the crate's `recording` module.

- `warmfront_recorder`: the file, texts, and which invocation is under way;
- `warmfront_imports`: times imports, and tells others when a module is there;
- `warmfront_calls` and its neighbours, one per library: calls to other services;
- `warmfront_survey` and its neighbours: the close look, whose times are not used.

The agent never changes what a function does or says: it catches its own errors and turns them to
notes, shows in no traceback, is not in `sys.modules` or `sys.path`, leaves warnings, contexts and
signals alone, and imports nothing that the bootstrap has not loaded before the function does.
Standard library only, CPython 3.8 to 3.14.
"""

import json
import marshal
import os
import sys
import time


class Loader:
    """Runs neighbours of this module from their bytecode, each once, without an import."""

    def __init__(self, folder):
        self._folder = folder
        self._loaded = {}

    def __call__(self, name):
        """Returns the namespace of a neighbour as an object with attributes."""
        module = self._loaded.get(name)
        if module is None:
            path = os.path.join(self._folder, name + ".pyc")
            with open(path, "rb") as file:
                code = marshal.loads(file.read()[16:])
            module = type(sys)(name)
            module.__file__ = path
            exec(code, module.__dict__)
            self._loaded[name] = module
        return module


def start(bootstrap, descriptor, options):
    """Begins to watch; `bootstrap` is the namespace of the program that will import the handler."""
    began = time.monotonic_ns()
    options = json.loads(options)
    load = Loader(os.path.dirname(__file__))
    recorder = load("warmfront_recorder").Recorder(descriptor)
    recorder.begin(bootstrap.get("STARTED", began), began, options["mode"])
    imports = load("warmfront_imports").Imports(recorder)
    if options["imports"]:
        imports.watch()
    if options["calls"]:
        load("warmfront_calls").install(recorder, imports.when_imported, load, options)
    if options["mode"] == "survey":
        load("warmfront_survey").install(recorder, imports.when_imported, load, options, bootstrap)
    recorder.ready()
