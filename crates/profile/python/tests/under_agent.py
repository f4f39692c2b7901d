"""Runs a module as `python -m` does, watched by the agent.

    python under_agent.py [--record FILE] [--survey] [--functions] MODULE [ARGUMENT]...

A way to see that test suites pass under the agent as they do without, and what is recorded of a
program. There is no handler: all that is run counts as init. `--record` keeps the recording.
"""

import json
import os
import runpy
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent


class Client:
    """Has the method that the agent notices."""

    def wait_next_invocation(self):
        raise NotImplementedError


def main():
    """Never returns: a program's own status is that of this one."""
    arguments = sys.argv[1:]
    options = {
        "mode": "timed",
        "task_root": os.getcwd(),
        "sample_every_us": 5000,
        "calls": True,
        "imports": True,
        "functions": False,
    }
    recording = None
    while arguments[0].startswith("--"):
        flag = arguments.pop(0)
        if flag == "--record":
            recording = arguments.pop(0)
        elif flag == "--survey":
            options["mode"] = "survey"
        else:
            options["functions"] = True
    bootstrap = start(options, recording)
    sys.argv[:] = arguments
    sys.path[0] = os.getcwd()
    bootstrap["_monotonic_ns"]()
    runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)


def start(options, recording=None):
    """Starts the agent, and returns the namespace that stands for the bootstrap's."""
    import _thread  # noqa: F401  (what the bootstrap has loaded)
    import importlib  # noqa: F401
    import logging  # noqa: F401
    import threading  # noqa: F401
    import time

    folder = compiled()
    program = os.path.join(folder, "warmfront_agent.pyc")
    with open(program, "rb") as file:
        import marshal

        code = marshal.loads(file.read()[16:])
    namespace = {"__name__": "warmfront_agent", "__file__": program}
    exec(code, namespace)
    bootstrap = {
        "main": main,
        "LambdaRuntimeClient": Client,
        "_monotonic_ns": lambda: time.monotonic_ns(),  # noqa: PLW0108  (a function with code)
        "_parse_event": lambda: None,
        "_marshal_result": lambda: None,
        "_user_frames": lambda: None,
        "_set_trace_id": lambda: None,
        "Current": Client,
    }
    target = tempfile.TemporaryFile() if recording is None else open(recording, "wb")  # noqa: SIM115
    namespace["start"](bootstrap, os.dup(target.fileno()), json.dumps(options))
    target.close()
    return bootstrap


def compiled():
    """Returns a folder with the agent's bytecode, made in a process of its own."""
    import subprocess

    folder = tempfile.mkdtemp(prefix="warmfront-agent-")
    program = (
        "import pathlib, py_compile, sys\n"
        "for source in pathlib.Path(sys.argv[1]).glob('*.py'):\n"
        "    target = pathlib.Path(sys.argv[2]) / (source.stem + '.pyc')\n"
        "    py_compile.compile(source, target, '/var/runtime/' + source.name, doraise=True)\n"
    )
    subprocess.run([sys.executable, "-c", program, str(FOLDER), folder], check=True)
    return folder


if __name__ == "__main__":
    main()
