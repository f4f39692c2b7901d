"""What a function answers and writes is the same with and without the agent, to the byte.

Left out under the survey are how deep a function can recurse, which frame a signal handler is told
before Python 3.12, and `sys.gettrace`: `warmfront_survey` says so.
"""

import re
import unittest

from agent_run import ACCEPTED, FOLDER, AgentTest, event

FUNCTIONS = FOLDER / "tests" / "functions"

TIMED = ({}, {"functions": True, "sample_every_us": 500})
SURVEY = ({"mode": "survey", "sample_every_us": None},)


class SameResultsTest(AgentTest, unittest.TestCase):
    maxDiff = None

    def check(self, name, events=(None,), source=None, handler="app.handler", ways=TIMED):
        if source is None:
            source = (FUNCTIONS / f"{name}.py").read_text(encoding="utf-8")
        self.write("app.py", source)
        responses = []
        for number, value in enumerate(events):
            responses += [event(value, request_id=f"request-{number}"), ACCEPTED]
        plain = self.run_ours(list(responses), handler=handler)
        for options in ways:
            watched, lines = self.run_watched(list(responses), handler=handler, **options)
            self.assertEqual(_seen(plain), _seen(watched))
            notes = [line for line in lines if line[0] == "note"]
            if options not in SURVEY:
                notes = [note for note in notes if "recurse" not in note[1]]
            self.assertEqual(notes, [])
        return plain

    def test_imports(self):
        self.check("imports")

    def test_interpreter(self):
        self.check("interpreter", events=(1, 2))

    def test_errors(self):
        source = (FUNCTIONS / "errors.py").read_text(encoding="utf-8")
        namespace = {}
        exec(source, namespace)
        plain = self.check("errors", events=list(namespace["ACTIONS"]))
        self.assertEqual(len(plain.posts), len(namespace["ACTIONS"]))
        events = [name for name in namespace["ACTIONS"] if name != "recursive"]
        self.check("errors", events, ways=SURVEY)

    def test_threads(self):
        self.check("threads", events=(1, 2))

    def test_processes(self):
        self.check("processes", events=(1, 2), ways=TIMED + SURVEY)

    def test_replaced_functions(self):
        kinds = ("clocks", "json", "os", "gc", "modules", "open", "last")
        self.check("replaces", events=kinds, ways=TIMED + SURVEY)

    def test_closed_descriptors(self):
        self.check("replaces", events=("descriptors", "reused", "unharmed", "last"))

    def test_ends(self):
        for kind in ("exit", "_exit", "kill", "abort", "interrupt", "base", "thread", "daemon"):
            with self.subTest(kind):
                self.check("ends", events=("first", kind), ways=TIMED + SURVEY)

    def test_failures_of_init(self):
        for source in (
            "import nothing_there",
            "1 / 0",
            "def f(:",
            "import sys; sys.exit(3)",
            "import os; os._exit(4)",
            "raise KeyboardInterrupt",
            "import warnings; warnings.warn('x', stacklevel=2)\nhandler = 3",
            "import app_missing.x",
            "def other(): pass",
            "def f(): f()\nf()",
        ):
            with self.subTest(source):
                self.check("init", source=source)
        for handler in ("app", "os.handler", "sys.handler", "nothing.handler", "a/b.handler"):
            with self.subTest(handler):
                self.check("handler", source="", handler=handler)


def _seen(outcome):
    posts = [(post.path, post.body) for post in outcome.posts]
    return posts, outcome.masked_stdout(), _masked(outcome.stderr), outcome.status


def _masked(text):
    text = re.sub(r"0x[0-9a-f]+", "0x", text)
    return re.sub(r"[Tt]hread(-| \()\d+", "thread", text)


if __name__ == "__main__":
    unittest.main()
