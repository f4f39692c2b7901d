"""The agent as the bootstrap starts it."""

import json
import os
import pathlib
import sys
import tempfile
import unittest

FOLDER = pathlib.Path(__file__).resolve().parent.parent


def load(name):
    """Runs a module of the agent from its source."""
    module = type(sys)(name)
    module.__file__ = str(FOLDER / f"{name}.py")
    source = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
    exec(compile(source, module.__file__, "exec"), module.__dict__)
    return module


class RecorderTest(unittest.TestCase):
    def test_lines_are_written_behind_the_facts_of_the_process(self):
        with tempfile.TemporaryFile() as file:
            recorder = load("warmfront_recorder").Recorder(file.fileno())
            recorder.begin(1, 2, "timed")
            recorder.ready()
            self.assertEqual(recorder.text("a"), 0)
            self.assertEqual(recorder.text("a"), 0)
            recorder.note("b")
            recorder.flush()
            file.seek(0)
            lines = [json.loads(line) for line in file.read().splitlines()]
        self.assertEqual([line[0] for line in lines], ["batch", "process", "text", "note"])
        self.assertEqual(lines[1][1], os.getpid())
        self.assertEqual(lines[2], ["text", 0, "a"])


if __name__ == "__main__":
    unittest.main()
