"""Tests of the recorder of loaded modules: in interpreters of their own, since it stays."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "warmfront_load_recorder.py"

PROGRAM = """
import importlib, json, os, sys
namespace = {"__name__": "recorder"}
exec(compile(open(sys.argv[1]).read(), "recorder", "exec"), namespace)
descriptor = os.open(sys.argv[2], os.O_RDWR | os.O_CREAT)
bootstrap = {"_get_handler": lambda handler: importlib.import_module(handler).handler}
namespace["start"](bootstrap, descriptor, "")
try:
    handler = bootstrap["_get_handler"]("app")
    handler({}, None)
    handler({}, None)
except ZeroDivisionError:
    print("as it fails")
"""


class LoadRecorderTest(unittest.TestCase):
    def recorded(self, **modules):
        with tempfile.TemporaryDirectory() as folder:
            for name, source in modules.items():
                Path(folder, f"{name}.py").write_text(source)
            kept = os.path.join(folder, "kept")
            ran = subprocess.run(
                [sys.executable, "-B", "-S", "-c", PROGRAM, str(SOURCE), kept],
                cwd=folder,
                capture_output=True,
            )
            self.assertEqual(ran.stderr, b"")
            told = json.loads(Path(kept).read_text())
        self.assertIn("sys", told["at_start"])
        self.assertNotIn("app", told["at_start"])
        return [module[:3] for module in told["modules"]], ran.stdout

    def test_bodies_have_their_importer_and_their_phase(self):
        bodies, _ = self.recorded(
            app="import early\ndef handler(event, context):\n    import late\n",
            early="import below\n",
            below="",
            late="",
        )
        expected = [["below", "early", 0], ["early", "app", 0], ["app", None, 0], ["late", None, 1]]
        self.assertEqual(bodies, expected)

    def test_a_body_that_fails_is_none_and_what_it_loaded_is_one(self):
        bodies, _ = self.recorded(
            app="try:\n    import broken\nexcept KeyError:\n    pass\n"
            "def handler(event, context):\n    pass\n",
            broken="import below\n{}[1]\n",
            below="",
        )
        self.assertEqual(bodies, [["below", "broken", 0], ["app", None, 0]])

    def test_what_was_seen_is_kept_when_init_or_an_event_fails(self):
        bodies, output = self.recorded(app="import below\n1 / 0\n", below="")
        self.assertEqual((bodies, output.strip()), ([["below", "app", 0]], b"as it fails"))
        bodies, output = self.recorded(
            app="def handler(event, context):\n    import below\n    1 / 0\n", below=""
        )
        self.assertEqual(bodies, [["app", None, 0], ["below", None, 1]])
        self.assertEqual(output.strip(), b"as it fails")


if __name__ == "__main__":
    unittest.main()
