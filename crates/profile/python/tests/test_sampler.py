"""What is seen of running code."""

import sys
import time
import unittest

from agent_run import ACCEPTED, FOLDER, AgentTest, event, of_kind, texts
from test_agent import load

SOURCE = """\
import threading
import time


def busy(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def beside():
    busy(0.1)


busy(0.1)
import slow


def handler(event, context):
    if event == "thread":
        thread = threading.Thread(target=beside)
        thread.start()
        thread.join()
    else:
        busy(event)
"""


class SamplerTest(AgentTest, unittest.TestCase):
    def samples(self, *events):
        """Returns the stacks that were sampled, each with its CPU and wall time."""
        self.write("app.py", SOURCE)
        self.write("slow.py", "import app\napp.busy(0.1)")
        responses = []
        for value in events:
            responses += [event(value), ACCEPTED]
        _, lines = self.run_watched(responses, sample_every_us=2000)
        known = texts(lines)
        frames = {line[1]: (known[line[2]], known[line[3]]) for line in of_kind(lines, "frame")}
        stacks = {-1: ()}
        for _, number, parent, frame, line in of_kind(lines, "stack"):
            stacks[number] = (*stacks[parent], (*frames[frame], line))
        self.lines = lines
        return [
            (thread, stacks[stack], cpu, wall)
            for _, _, thread, stack, cpu, wall in of_kind(lines, "sample")
        ]

    def test_stacks_begin_at_the_users_code_and_lack_the_import_system(self):
        samples = self.samples(0)
        app, slow = str(self.task / "app.py"), str(self.task / "slow.py")
        at_import = [stack for _, stack, _, _ in samples if stack[0] == ("<module>", app, 15)]
        self.assertIn("busy", [stack[1][0] for stack in at_import])
        nested = [stack for _, stack, _, _ in samples if slow in [frame[1] for frame in stack]]
        self.assertTrue(nested)
        for stack in nested:
            self.assertEqual([frame[1] for frame in stack[:2]], [app, slow])

    def test_times_are_those_of_the_thread(self):
        samples = self.samples(0.2)
        for _, stack, cpu, wall in samples:
            self.assertGreaterEqual(wall, 0)
            self.assertNotIn("bootstrap", stack[0][1])
            self.assertLess(cpu, 10**9)
        busy = sum(cpu for _, stack, cpu, _ in samples if stack[0][0] == "handler")
        self.assertGreater(busy, 0)
        self.assertLess(busy, 0.4e9)

    def test_short_handlers_are_seen(self):
        samples = self.samples(*[0.001] * 60)
        self.assertTrue([stack for _, stack, _, _ in samples if stack[0][0] == "handler"])

    def test_other_threads_are_seen(self):
        samples = self.samples("thread")
        beside = [sample for sample in samples if "beside" in [frame[0] for frame in sample[1]]]
        self.assertTrue(beside)
        self.assertGreater(sum(cpu for _, _, cpu, _ in beside), 0)
        main = {thread for thread, stack, _, _ in samples if stack[0][0] == "<module>"}
        self.assertTrue(main.isdisjoint(thread for thread, _, _, _ in beside))


class StacksTest(unittest.TestCase):
    def test_lines_of_instructions_are_those_of_frames(self):
        line_at = load("warmfront_stacks")._line_at
        seen = []

        def trace(frame, event, argument):
            if event == "line":
                seen.append((frame.f_lineno, line_at(frame.f_code, frame.f_lasti)))
            return trace

        source = (FOLDER / "tests" / "functions" / "errors.py").read_text(encoding="utf-8")
        code = compile(source, "errors.py", "exec")
        namespace = {}
        before = sys.gettrace()
        sys.settrace(trace)
        try:
            exec(code, namespace)
            for action in ("chained", "finally", "generator", "attribute"):
                try:
                    namespace["handler"](action, None)
                except Exception:
                    time.monotonic()
        finally:
            sys.settrace(before)
        self.assertGreater(len(seen), 20)
        self.assertEqual([pair for pair in seen if pair[0] != pair[1]], [])


if __name__ == "__main__":
    unittest.main()
