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
    def recorded(self, *lines):
        """Returns what is written of lines."""
        with tempfile.TemporaryFile() as file:
            recorder = load("warmfront_recorder").Recorder(file.fileno())
            for line in lines:
                recorder.add(line)
            recorder.flush()
            file.seek(0)
            return [json.loads(line) for line in file.read().decode().splitlines()[1:]]

    def test_lines_may_be_finished_late(self):
        self.assertEqual(self.recorded([lambda line: ("a", line[1] * 2), 21]), [["a", 42]])

    def test_a_line_that_fails_is_noted_and_the_others_are_written(self):
        lines = self.recorded(("a", object()), [lambda line: 1 / 0], ("b", 1))
        self.assertEqual([line[0] for line in lines], ["note", "note", "b"])
        self.assertIn("object has no JSON form", lines[0][1])
        self.assertIn("ZeroDivisionError", lines[1][1])

    def test_text_is_kept_but_for_halves_of_pairs(self):
        text = 'a"\\\n\x00\u2603\U0001f600'
        self.assertEqual(self.recorded(("a", text), ("a", "\udc80")), [["a", text], ["a", "?"]])

    def test_nothing_is_written_to_a_descriptor_that_means_another_file(self):
        with tempfile.TemporaryFile() as file, tempfile.TemporaryFile() as other:
            recorder = load("warmfront_recorder").Recorder(file.fileno())
            recorder.note("first")
            recorder.flush()
            os.dup2(other.fileno(), file.fileno())
            recorder.note("second")
            recorder.flush()
            recorder.flush()
            self.assertEqual(os.fstat(other.fileno()).st_size, 0)

    def test_a_descriptor_is_moved_and_not_inherited(self):
        taken = load("warmfront_recorder").out_of_the_way(os.dup(1))
        self.addCleanup(os.close, taken)
        self.assertGreater(taken, 100)
        self.assertFalse(os.get_inheritable(taken))

    def test_a_flush_from_within_a_flush_does_nothing(self):
        with tempfile.TemporaryFile() as file:
            recorder = load("warmfront_recorder").Recorder(file.fileno())
            recorder._lock.acquire()
            recorder.note("a")
            recorder.flush()
            self.assertEqual(os.fstat(file.fileno()).st_size, 0)

    def test_memory_is_that_of_the_process_or_unknown(self):
        memory = load("warmfront_recorder").Memory()
        resident = memory.resident(memory.read(1 << 62))
        self.assertGreater(resident, 1 << 20)
        self.assertLess(resident, 1 << 34)
        for other in (b"", b"a b c d e f g", b"1 2 3"):
            self.assertEqual(memory.resident(other), 0)

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
