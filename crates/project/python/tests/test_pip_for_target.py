"""pip evaluates markers as the target would, and gets its arguments."""

import contextlib
import importlib.util
import io
import json
import runpy
import sys
import unittest
from pathlib import Path
from unittest import mock

SCRIPT = Path(__file__).resolve().parents[1] / "pip_for_target.py"

TABLE = {
    "implementation_name": "cpython",
    "implementation_version": "3.9.21",
    "os_name": "posix",
    "platform_machine": "aarch64",
    "platform_python_implementation": "CPython",
    "platform_release": "",
    "platform_system": "Linux",
    "platform_version": "",
    "python_full_version": "3.9.21",
    "python_version": "3.9",
    "sys_platform": "linux",
}


@unittest.skipUnless(importlib.util.find_spec("pip"), "the interpreter has no pip")
class PipForTargetTest(unittest.TestCase):
    def test_markers_are_the_targets(self):
        from pip._vendor.packaging import markers

        argv = [str(SCRIPT), json.dumps({**TABLE, "platform_machine": "sparc"}), "--version"]
        said = io.StringIO()
        with mock.patch.object(sys, "argv", argv), mock.patch.object(
            markers, "default_environment", markers.default_environment
        ), contextlib.redirect_stdout(said):
            with self.assertRaises(SystemExit) as ended:
                runpy.run_path(str(SCRIPT), run_name="__main__")
            holds = markers.Marker("platform_machine == 'sparc' and python_version < '3.10'")
            self.assertTrue(holds.evaluate())
            self.assertTrue(markers.Marker("extra == 'a'").evaluate({"extra": "a"}))
        self.assertIn(ended.exception.code, (None, 0))
        self.assertTrue(said.getvalue().startswith("pip "), said.getvalue())


if __name__ == "__main__":
    unittest.main()
