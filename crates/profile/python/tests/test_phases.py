"""Moments, garbage collections, and what is written when a function ends badly."""

import unittest

from agent_run import ACCEPTED, AgentTest, event, of_kind, texts

INIT = ["import_started", "import_done"]


class PhasesTest(AgentTest, unittest.TestCase):
    def marks(self, source, events=(1,), **options):
        self.write("app.py", source)
        responses = []
        for number, value in enumerate(events):
            responses += [event(value, request_id=f"request-{number}"), ACCEPTED]
        responses = responses or [ACCEPTED]
        _, lines = self.run_watched(responses, **options)
        marks = of_kind(lines, "mark")
        self.assertEqual(marks, sorted(marks, key=lambda mark: mark[2]))
        self.assertEqual(marks, sorted(marks, key=lambda mark: mark[3]))
        for mark in marks:
            self.assertGreater(mark[4], 1 << 20)
        return lines, [(mark[1], mark[5]) for mark in marks]

    def test_moments_of_good_and_bad_invocations(self):
        source = "def handler(event, context):\n    return 1 / event"
        _, marks = self.marks(source, events=(1, 0))
        good = ["received", "called", "returned", "serialised", "sent", "flushed"]
        # That the last writing is over is never written.
        bad = ["received", "called", "returned", "sent"]
        self.assertEqual(
            marks,
            [(name, None) for name in INIT]
            + [(name, "request-0") for name in ["flushing", *good]]
            + [(name, "request-1") for name in bad],
        )

    def test_an_answer_that_is_no_json_has_no_moment_of_its_own(self):
        _, marks = self.marks("def handler(event, context):\n    return {1, 2}")
        self.assertEqual(
            [name for name, _ in marks[len(INIT) :]],
            ["flushing", "received", "called", "returned", "sent"],
        )

    def test_a_failed_init_is_recorded(self):
        for source in ("import colorsys\n1 / 0", "import colorsys, sys\nsys.exit(1)"):
            with self.subTest(source):
                lines, marks = self.marks(source, events=())
                self.assertEqual([name for name, _ in marks], INIT)
                known = texts(lines)
                names = [known[line[4]] for line in of_kind(lines, "import")]
                self.assertEqual(names[:2], ["colorsys", "app"])
                self.assertEqual(lines[-1], ["end"])

    def test_a_failed_init_is_recorded_whatever_comes_behind_it(self):
        source = "import atexit, colorsys, os\natexit.register(os._exit, 1)\n1 / 0"
        lines, _ = self.marks(source, events=())
        self.assertIn("colorsys", texts(lines).values())
        self.assertEqual(of_kind(lines, "end"), [])

    def test_what_was_seen_is_written_while_the_handler_runs(self):
        # It ends when that is written; never, as far as the test goes, if it is not.
        source = (
            "import os, time\n"
            "def handler(event, context):\n"
            "    import colorsys\n"
            f"    with open({str(self.folder / 'recording')!r}, 'rb') as file:\n"
            "        while b'\"colorsys\"' not in file.read():\n"
            "            file.seek(0)\n"
            "            time.sleep(0.01)\n"
            "    os._exit(1)\n"
        )
        for options in ({}, {"sample_every_us": None}):
            with self.subTest(options):
                lines, marks = self.marks(source, **options)
                self.assertEqual(
                    [name for name, _ in marks], [*INIT, "flushing", "received", "called"]
                )
                self.assertEqual(of_kind(lines, "end"), [])
                self.assertIn("colorsys", [line[2] for line in of_kind(lines, "text")])

    def test_collections_are_timed(self):
        source = (
            "import gc\n"
            "def handler(event, context):\n"
            "    for _ in range(10):\n"
            "        a = []\n"
            "        a.append(a)\n"
            "    gc.collect()\n"
        )
        lines, _ = self.marks(source)
        full = [line for line in of_kind(lines, "gc") if line[1] == 2]
        self.assertEqual(len(full), 1)
        self.assertLess(full[0][2], full[0][3])
        self.assertGreaterEqual(full[0][4], 9)


if __name__ == "__main__":
    unittest.main()
