"""Records what a function does that others can see, from inside its interpreter.

The bootstrap runs this module ahead of the handler's import and calls `start`. Which lines are
written, and what they mean, is said in the documentation of the crate's `recording` module.

- `warmfront_witness_recorder`: the file, which phase is under way, the witness's own time;
- `warmfront_witness_phases`: tells when init and each invocation begin and end;
- `warmfront_witness_imports`: tells when a module is there, so that a library can be patched;
- `warmfront_witness_patches`: replaces functions by others that look the same;
- `warmfront_witness_values`: writes any value as JSON, without running a line of the user's code;
- `warmfront_witness_logs`: records given to `logging`;
- `warmfront_witness_files`: files made, changed and removed;
- `warmfront_witness_state` and `warmfront_witness_globals`: what is left for the next invocation;
- `warmfront_witness_audit`: what the interpreter tells of itself: sockets, programs, files;
- `warmfront_witness_calls` and its neighbours: calls to other services;
- `warmfront_witness_seen`: calls of which only is seen that they are made;
- `warmfront_witness_tape`: answers recorded before;
- `warmfront_witness_wire`: HTTP as it is sent;
- `warmfront_witness_touched`: files that are read.

The witness never changes what a function does or says: it catches its own errors and turns them to
notes, shows in no traceback, is not in `sys.modules` or `sys.path`, and imports nothing that the
bootstrap has not loaded before the function does. Standard library only, CPython 3.8 to 3.14.
"""

import json
import marshal
import os
import sys
from time import perf_counter_ns


class Loader:
    """Runs neighbours of this module from their bytecode, each once, without an import."""

    def __init__(self, folder):
        self._folder = folder
        self._loaded = {}

    def __call__(self, name):
        """Returns the namespace of a neighbour as an object with attributes."""
        module = self._loaded.get(name)
        if module is None:
            path = os.path.join(self._folder, f"warmfront_witness_{name}.pyc")
            with open(path, "rb") as file:
                code = marshal.loads(file.read()[16:])
            module = type(sys)(name)
            module.__file__ = path
            exec(code, module.__dict__)
            self._loaded[name] = module
        return module


def start(bootstrap, descriptor, options):
    """Begins to watch; `bootstrap` is the namespace of the program that will import the handler."""
    began = perf_counter_ns()
    options = json.loads(options)
    load = Loader(os.path.dirname(__file__))
    recording = load("recorder")
    recorder = recording.Recorder(recording.out_of_the_way(descriptor))
    imports = load("imports").Imports(recorder)
    imports.watch()
    audit = load("audit").Audit(recorder)
    phases = load("phases").Phases(recorder, load)
    load("logs").install(recorder, load)
    load("files").install(recorder, load, phases, audit, options)
    load("calls").install(recorder, load, phases, audit, imports.when_imported, options)
    if options["touched"]:
        load("touched").install(recorder, load, phases, audit, options)
    # The last, so that it sees what the others have found by then.
    load("state").install(recorder, load, phases, options)
    audit.watch()
    phases.watch(bootstrap)
    recorder.begin()
    recorder.own_ns = perf_counter_ns() - began
