"""Runs functions through the real bootstrap, with and without the agent."""

import atexit
import json
import py_compile
import shutil
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(FOLDER.parent.parent / "engine" / "python" / "tests"))

from fake_api import ACCEPTED, MINOR, ClientTest, event  # noqa: E402, F401

OPTIONS = {
    "mode": "timed",
    "task_root": None,
    "sample_every_us": 5000,
    "calls": True,
    "imports": True,
    "functions": False,
}

_COMPILED = []


def compiled_agent():
    """Returns the agent's program, compiled as the engine does it."""
    if not _COMPILED:
        folder = Path(tempfile.mkdtemp(prefix="warmfront-agent-"))
        atexit.register(shutil.rmtree, str(folder), ignore_errors=True)
        for source in FOLDER.glob("*.py"):
            target = folder / (source.stem + ".pyc")
            shown_as = "/var/runtime/" + source.name
            py_compile.compile(str(source), str(target), shown_as, doraise=True)
        _COMPILED.append(folder / "warmfront_agent.pyc")
    return _COMPILED[0]


class AgentTest(ClientTest):
    """Mixed into test cases: runs functions under the agent, and reads what it recorded."""

    def run_watched(self, responses, env=None, **options):
        """Returns what the client did, and the lines that the agent recorded."""
        run_options = {name: options.pop(name) for name in ("handler", "path") if name in options}
        recording = self.folder / "recording"
        told = {**OPTIONS, "task_root": str(self.task), **options}
        with open(recording, "wb") as file:
            outcome = self.run_ours(
                responses,
                env={
                    "WARMFRONT_AGENT": str(compiled_agent()),
                    "WARMFRONT_AGENT_DESCRIPTOR": str(file.fileno()),
                    "WARMFRONT_AGENT_OPTIONS": json.dumps(told),
                    **(env or {}),
                },
                fds=[file.fileno()],
                **run_options,
            )
        return outcome, read(recording)


def read(recording):
    """Returns the lines of a recording, parsed."""
    with open(recording, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def of_kind(lines, kind):
    """Returns the lines of a kind."""
    return [line for line in lines if line[0] == kind]


def texts(lines):
    """Returns the strings of one process, by number."""
    return {number: string for _, number, string in of_kind(lines, "text")}
