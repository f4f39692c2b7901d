"""What a function answers and writes is the same with and without its calls being recorded."""

import re
import unittest

from agent_run import ACCEPTED, FOLDER, AgentTest, event
from test_same_results import _seen


class SameCallsTest(AgentTest, unittest.TestCase):
    maxDiff = None

    def test_calls(self):
        source = (FOLDER / "tests" / "functions" / "calls.py").read_text(encoding="utf-8")
        namespace = {}
        exec(source, namespace)
        self.write("app.py", source)
        responses = []
        for number, name in enumerate(namespace["ACTIONS"]):
            responses += [event(name, request_id=f"request-{number}"), ACCEPTED]
        plain = self.run_ours(list(responses), handler="app.handler")
        self.assertEqual(len(plain.posts), len(namespace["ACTIONS"]))
        for mode in ("timed", "survey"):
            with self.subTest(mode):
                watched, lines = self.run_watched(list(responses), handler="app.handler", mode=mode)
                self.assertEqual(_seen(plain), _seen(watched))
                self.assertEqual([line for line in lines if line[0] == "note"], [])
                spans = [line for line in lines if line[0] == "span"]
                self.assertGreater(len(spans), 15)
                for span in spans:
                    self.assertTrue(re.search(r"app\.py$", span[10]), span)


if __name__ == "__main__":
    unittest.main()
