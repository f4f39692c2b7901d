"""Watches a function from inside its interpreter, and records what it sees.

The bootstrap runs this module ahead of the handler's import and calls `start`. Which lines are
written, and what they mean, is said in the documentation of the crate's `recording` module.

- `warmfront_recorder`: the file, texts, and which invocation is under way;
- `warmfront_imports`: times imports, and tells others when a module is there;
- `warmfront_phases`: marks moments, times garbage collection;
- `warmfront_sampler` and `warmfront_stacks`: what all threads are doing, many times a second;
- `warmfront_functions`: counts and times the user's own functions;
- `warmfront_processes`: forks, and the end;
- `warmfront_calls` and its neighbours, one per library: calls to other services;
- `warmfront_survey` and its neighbours: the close look, whose times are not used.

The agent never changes what a function does or says: it catches its own errors and turns them to
notes, shows in no traceback, is not in `sys.modules` or `sys.path`, leaves warnings, contexts and
signals alone, and imports nothing that the bootstrap has not loaded before the function does.
Standard library only, CPython 3.8 to 3.14.

To try it by hand on a module, and see what is recorded:

    python crates/profile/python/tests/under_agent.py --record FILE MODULE [ARGUMENT]...
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


class OwnFiles(dict):
    """Whether a file, as tracebacks name it, is the bootstrap's or the agent's: by file."""

    def __init__(self, bootstrap):
        super().__init__()
        self._main = bootstrap["main"].__code__.co_filename
        self._prefix = os.path.join(os.path.dirname(self._main), "warmfront_")

    def __missing__(self, file):
        answer = self[file] = file == self._main or file.startswith(self._prefix)
        return answer


def start(bootstrap, descriptor, options):
    """Begins to watch; `bootstrap` is the namespace of the program that will import the handler."""
    began = time.monotonic_ns()
    options = json.loads(options)
    load = Loader(os.path.dirname(__file__))
    recording = load("warmfront_recorder")
    recorder = recording.Recorder(recording.out_of_the_way(descriptor))
    recorder.begin(bootstrap.get("STARTED", began), began, options["mode"])
    memory = recording.Memory()
    phasing = load("warmfront_phases")
    occasions = []
    gc = phasing.watch_garbage_collection(recorder, occasions)
    importing = load("warmfront_imports")
    is_own = OwnFiles(bootstrap).__getitem__
    imports = importing.Imports(recorder, memory, is_own, options["imports"])
    imports.watch()
    phases = phasing.Phases(recorder, memory, importing.shown_as)
    phases.watch(bootstrap)
    if options["calls"]:
        calls = load("warmfront_calls")
        calls.install(recorder, imports.when_imported, load, options)
        phases.when_raised.append(calls.prune)
    if options["mode"] == "survey":
        load("warmfront_survey").install(recorder, imports.when_imported, load, options, bootstrap)
    stacking = load("warmfront_stacks")
    stacks = stacking.Stacks(recorder, is_own, importing.IMPORTLIB_FILES)
    every_us = options["sample_every_us"]
    sampler = load("warmfront_sampler").Sampler(recorder, stacking.threads, stacks, gc, every_us)
    occasions.append(sampler.start_if_due)
    phases.when_active.append(sampler.resume)
    phases.when_idle.append(sampler.pause)
    functions = None
    if options["functions"] and hasattr(sys, "monitoring"):
        watching = load("warmfront_functions")
        functions = watching.Functions(recorder, options["task_root"], importing.shown_as)
        functions.watch()
        phases.when_told.append(functions.tell)
    load("warmfront_processes").watch(recorder, memory, sampler, functions)
    try:
        sampler.begin()
    except RuntimeError as error:
        # There may be no thread left to start; everything else is recorded all the same.
        recorder.note_error("sampling of stacks", error)
    recorder.ready()
