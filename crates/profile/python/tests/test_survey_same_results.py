"""What a function answers and writes is the same under the survey.

Left out are how deep a function can recurse, which frame a signal handler is told before Python
3.12, and `sys.gettrace`: `warmfront_survey` says so.
"""

import unittest

from agent_run import ACCEPTED, AgentTest, event
from test_same_results import FUNCTIONS, _seen


class SameResultsTest(AgentTest, unittest.TestCase):
    maxDiff = None

    def check(self, name, events=(None,)):
        source = (FUNCTIONS / f"{name}.py").read_text(encoding="utf-8")
        self.write("app.py", source)
        responses = []
        for number, value in enumerate(events):
            responses += [event(value, request_id=f"request-{number}"), ACCEPTED]
        plain = self.run_ours(list(responses))
        watched, lines = self.run_watched(list(responses), mode="survey", sample_every_us=None)
        self.assertEqual(_seen(plain), _seen(watched))
        self.assertEqual([line for line in lines if line[0] == "note"], [])

    def test_errors(self):
        namespace = {}
        exec((FUNCTIONS / "errors.py").read_text(encoding="utf-8"), namespace)
        self.check("errors", [name for name in namespace["ACTIONS"] if name != "recursive"])

    def test_processes(self):
        self.check("processes", (1, 2))

    def test_replaced_functions(self):
        self.check("replaces", ("clocks", "json", "os", "gc", "modules", "open", "last"))

    def test_ends(self):
        for kind in ("exit", "_exit", "kill", "abort", "interrupt", "base", "thread", "daemon"):
            with self.subTest(kind):
                self.check("ends", ("first", kind))


if __name__ == "__main__":
    unittest.main()
