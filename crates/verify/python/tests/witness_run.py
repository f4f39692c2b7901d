"""Runs functions through the real bootstrap, with and without the witness."""

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

_COMPILED = []


def compiled_witness():
    """Returns the witness's program, compiled as the engine does it."""
    if not _COMPILED:
        folder = Path(tempfile.mkdtemp(prefix="warmfront-witness-"))
        atexit.register(shutil.rmtree, str(folder), ignore_errors=True)
        for source in FOLDER.glob("*.py"):
            target = folder / (source.stem + ".pyc")
            shown_as = "/var/runtime/" + source.name
            py_compile.compile(str(source), str(target), shown_as, doraise=True)
        _COMPILED.append(folder / "warmfront_witness.pyc")
    return _COMPILED[0]


class WitnessTest(ClientTest):
    """Mixed into test cases: runs functions under the witness, and reads what it recorded."""

    def run_seen(self, source, *events, env=None, **options):
        """Returns what the client did, and the phases that the witness recorded."""
        self.write("app.py", source)
        temporary = self.folder / "tmp"
        temporary.mkdir(exist_ok=True)
        recording = self.folder / "recording"
        told = {
            "task_root": str(self.task),
            "own_modules": ["app"],
            "tape": None,
            "touched": False,
            **options,
        }
        responses = []
        for number, value in enumerate(events):
            responses += [event(value, request_id=f"request-{number}"), ACCEPTED]
        with open(recording, "wb") as file:
            outcome = self.run_ours(
                responses,
                env={
                    "TMPDIR": str(temporary),
                    "WARMFRONT_AGENT": str(compiled_witness()),
                    "WARMFRONT_AGENT_DESCRIPTOR": str(file.fileno()),
                    "WARMFRONT_AGENT_OPTIONS": json.dumps(told),
                    **(env or {}),
                },
                fds=[file.fileno()],
            )
        return outcome, Recording(recording)


class Phase:
    """What was recorded of init or of an invocation."""

    def __init__(self):
        self.logs, self.lines, self.left = [], [], {}

    @property
    def calls(self):
        return [line["call"] for line in sorted(self.lines, key=lambda line: line["n"])]

    @property
    def state(self):
        return self.left["state"]

    @property
    def files(self):
        return self.left["files"]


class Recording:
    """What was recorded, by phase."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.lines = [json.loads(line) for line in file]
        self.phases = [Phase()]
        for line in self.lines:
            kind = line["kind"]
            if kind == "phase" and line["number"] > 0:
                self.phases.append(Phase())
            elif kind == "log":
                self.phases[-1].logs.append(line["record"])
            elif kind == "call":
                self.phases[-1].lines.append(line)
            elif kind == "left":
                self.phases[-1].left = line

    @property
    def notes(self):
        return [line["text"] for line in self.lines if line["kind"] == "note"]

    @property
    def tape(self):
        return [line for line in self.lines if line["kind"] == "tape"]
