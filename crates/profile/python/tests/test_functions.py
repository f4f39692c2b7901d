"""Counts and times of the user's own functions."""

import sys
import unittest

from agent_run import ACCEPTED, AgentTest, event, of_kind, texts

SOURCE = """\
import asyncio
import json
import threading
import time

import installed
from lib import own


def factorial(n):
    return 1 if n == 0 else n * factorial(n - 1)


def numbers():
    for number in range(3):
        yield number


def fails():
    time.sleep(0.001)
    raise KeyError


async def waits():
    await asyncio.sleep(0.05)


async def many():
    await asyncio.gather(waits(), waits())


def tiny():
    pass


def deep(n):
    return n if n == 0 else deep(n - 1)


class Kind:
    def method(self):
        return [n for n in range(3)]


factorial(3)
for _ in range(70):
    try:
        fails()
    except KeyError:
        pass


def handler(event, context):
    factorial(4)
    for _ in numbers():
        time.sleep(0.02)
    try:
        fails()
    except KeyError:
        time.sleep(0.02)
    asyncio.run(many())
    for _ in range(5000):
        tiny()
    threads = [threading.Thread(target=own.slow) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    installed.call()
    json.dumps({})
    if event == "deep":
        deep(200)
    return (lambda: Kind().method())()
"""


@unittest.skipUnless(sys.version_info >= (3, 12), "needs sys.monitoring")
class FunctionsTest(AgentTest, unittest.TestCase):
    def functions(self, *events):
        self.write("app.py", SOURCE)
        self.write("lib/own.py", "import time\ndef slow():\n    time.sleep(0.01)\n")
        self.write("installed/__init__.py", "def call():\n    pass\n")
        self.write("Installed_Things-1.0.dist-info/top_level.txt", "installed\n")
        responses = []
        for value in events:
            responses += [event(value), ACCEPTED]
        _, lines = self.run_watched(responses, functions=True, sample_every_us=None)
        self.notes = [line[1] for line in of_kind(lines, "note")]
        known = texts(lines)
        return [
            (phase, known[name], count, wall, stopped)
            for _, phase, name, _, _, count, wall, stopped in of_kind(lines, "function")
        ]

    def test_calls_are_counted_by_phase(self):
        found = self.functions(1, 2)
        self.assertEqual(
            [line[:3] for line in found if line[1] not in ("tiny",)],
            [("init", "factorial", 4), ("init", "fails", 70)]
            + 2
            * [
                ("handler", "handler", 1),
                ("handler", "factorial", 5),
                ("handler", "numbers", 1),
                ("handler", "fails", 1),
                ("handler", "many", 1),
                ("handler", "waits", 2),
                ("handler", "slow", 3),
                ("handler", "handler.<locals>.<lambda>", 1),
                ("handler", "Kind.method", 1),
            ],
        )
        self.assertEqual(self.notes, [])

    def test_time_is_that_between_begin_and_end_without_waiting_for_others(self):
        wall = {line[1]: line[3] for line in self.functions(1) if line[0] == "handler"}
        self.assertGreater(wall["handler"], 100e6)
        self.assertGreater(wall["slow"], 30e6)
        self.assertGreaterEqual(wall["fails"], 1e6)
        # Each is suspended, or has failed, while others sleep.
        self.assertLess(wall["numbers"], 60e6)
        self.assertLess(wall["waits"], 50e6)
        self.assertLess(wall["fails"], 22e6)

    def test_a_short_and_frequent_function_is_let_go(self):
        tiny = [line for line in self.functions(1, 2) if line[1] == "tiny"]
        self.assertEqual(len(tiny), 1)
        self.assertEqual(tiny[0][4], 1)
        self.assertLess(tiny[0][2], 5000)

    def test_a_function_that_recurses_deeply_is_let_go(self):
        found = {name: (count, stopped) for _, name, count, _, stopped in self.functions("deep", 1)}
        self.assertEqual(found["deep"], (65, 1))
        self.assertEqual(found["Kind.method"], (1, 0))
        self.assertEqual(len(self.notes), 1)


if __name__ == "__main__":
    unittest.main()
