"""What a function answers and writes is the same with and without the witness, to the byte."""

import re
import shutil
import unittest

from witness_run import ACCEPTED, FOLDER, WitnessTest, event

#: Functions that do what one should not; written for another agent, and just as good for this one.
FUNCTIONS = FOLDER.parent.parent / "profile" / "python" / "tests" / "functions"


class SameResultsTest(WitnessTest, unittest.TestCase):
    maxDiff = None

    def check(self, name, events=(None,), **options):
        source = (FUNCTIONS / f"{name}.py").read_text(encoding="utf-8")
        self.write("app.py", source)
        responses = []
        for number, value in enumerate(events):
            responses += [event(value, request_id=f"request-{number}"), ACCEPTED]
        temporary = self.folder / "tmp"
        temporary.mkdir(exist_ok=True)
        plain = self.run_ours(list(responses), env={"TMPDIR": str(temporary)})
        shutil.rmtree(str(temporary))
        seen, recording = self.run_seen(source, *events, **options)
        self.assertEqual(_seen(plain), _seen(seen))
        return plain, recording

    def test_imports(self):
        self.check("imports")

    def test_interpreter(self):
        self.check("interpreter", events=(1, 2))

    def test_errors(self):
        source = (FUNCTIONS / "errors.py").read_text(encoding="utf-8")
        namespace = {}
        exec(source, namespace)
        plain, _ = self.check("errors", events=list(namespace["ACTIONS"]))
        self.assertEqual(len(plain.posts), len(namespace["ACTIONS"]))

    def test_threads(self):
        self.check("threads", events=(1, 2))

    def test_processes(self):
        self.check("processes", events=(1, 2))

    def test_replaced_functions(self):
        self.check("replaces", events=("clocks", "json", "os", "gc", "modules", "open", "last"))

    def test_closed_descriptors(self):
        self.check("replaces", events=("descriptors", "reused", "unharmed", "last"))

    def test_ends(self):
        for kind in ("exit", "kill", "interrupt", "base", "daemon"):
            with self.subTest(kind):
                self.check("ends", events=("first", kind))


def _seen(outcome):
    posts = [(post.path, post.body) for post in outcome.posts]
    return posts, outcome.masked_stdout(), _masked(outcome.stderr), outcome.status


def _masked(text):
    text = re.sub(r"0x[0-9a-f]+", "0x", text)
    return re.sub(r"[Tt]hread(-| \()\d+", "thread", text)


if __name__ == "__main__":
    unittest.main()
