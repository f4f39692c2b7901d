"""What is recorded of imports, and who is told of them."""

import importlib
import sys
import unittest

from agent_run import ACCEPTED, AgentTest, event, of_kind, texts
from test_agent import load

SOURCE = """\
import colorsys
try:
    import nothing_there
except ImportError:
    pass
from package import one, two
import importlib
importlib.import_module("package.three")


def handler(event, context):
    import fractions
    return fractions.Fraction(1, 2).numerator
"""


class Import:
    """An import line, with its texts."""

    def __init__(self, line, known):
        _, self.number, self.parent, self.thread, name, file, self.line, self.start = line[:8]
        self.end, self.cpu, _, self.stats, self.failed, origin, cached, loader = line[8:]
        self.name, self.file = known[name], known.get(file)
        self.origin, self.cached, self.loader = map(known.get, (origin, cached, loader))


class RecordedImportsTest(AgentTest, unittest.TestCase):
    def imports(self):
        self.write("app.py", SOURCE)
        self.write("package/__init__.py", "")
        self.write("package/one.py", "")
        self.write("package/two.py", "from . import one\nfrom . import four")
        self.write("package/three.py", "")
        self.write("package/four.py", "")
        outcome, lines = self.run_watched([event(1), ACCEPTED])
        self.assertEqual(outcome.results, [1])
        known = texts(lines)
        found = [Import(line, known) for line in of_kind(lines, "import")]
        return sorted(found, key=lambda line: line.number)

    def test_each_has_its_statement_and_its_parent(self):
        imports = self.imports()
        self.assertEqual([found.number for found in imports], list(range(len(imports))))
        app = str(self.task / "app.py")
        names = {found.number: found.name for found in imports}
        seen = {found.name: (found.file, found.line, names.get(found.parent)) for found in imports}
        two = str(self.task / "package" / "two.py")
        self.assertEqual(seen["app"], (None, 0, None))
        self.assertEqual(seen["colorsys"], (app, 1, "app"))
        self.assertEqual(seen["nothing_there"], (app, 3, "app"))
        self.assertEqual(seen["package"], (app, 6, "app"))
        self.assertEqual(seen["package.one"], (app, 6, "app"))
        self.assertEqual(seen["package.two"], (app, 6, "app"))
        self.assertEqual(seen["package.four"], (two, 2, "package.two"))
        self.assertEqual(seen["package.three"], (app, 8, "app"))
        self.assertEqual(seen["fractions"], (app, 12, None))

    def test_each_has_its_cost_and_its_files(self):
        imports = {found.name: found for found in self.imports()}
        by_number = {found.number: found for found in imports.values()}
        for found in imports.values():
            self.assertLess(found.start, found.end)
            self.assertGreater(found.cpu, 0)
            parent = by_number.get(found.parent)
            if parent is not None:
                self.assertLess(parent.start, found.start)
                self.assertLess(found.end, parent.end)
                self.assertGreaterEqual(parent.cpu, found.cpu)
                self.assertGreaterEqual(parent.stats, found.stats)
                self.assertEqual(parent.thread, found.thread)
        one = imports["package.one"]
        self.assertGreater(one.stats, 0)
        self.assertEqual(one.origin, str(self.task / "package" / "one.py"))
        self.assertIn("__pycache__", one.cached)
        self.assertEqual((one.loader, one.failed), ("SourceFileLoader", 0))
        missing = imports["nothing_there"]
        self.assertEqual((missing.failed, missing.origin, missing.loader), (1, None, None))


class WhenImportedTest(unittest.TestCase):
    """Watches imports of this very process."""

    def setUp(self):
        bootstrap = sys.modules["_frozen_importlib"]
        external = sys.modules["_frozen_importlib_external"]
        self.addCleanup(setattr, bootstrap, "_ModuleLockManager", bootstrap._ModuleLockManager)
        self.addCleanup(setattr, external, "_path_stat", external._path_stat)
        recording = load("warmfront_recorder")
        self.recorder = recording.Recorder(-1)
        module = load("warmfront_imports")
        self.imports = module.Imports(self.recorder, recording.Memory(), lambda file: False)
        self.imports.watch()
        sys.modules.pop("colorsys", None)
        self.seen = []

    def notes(self):
        return [line for line in self.recorder._lines if line[0] == "note"]

    def test_is_told_once_behind_the_import(self):
        self.imports.when_imported("colorsys", self.seen.append)
        self.assertEqual(self.seen, [])
        import colorsys

        self.assertEqual(self.seen, [colorsys])
        del sys.modules["colorsys"]
        import colorsys

        self.assertEqual(len(self.seen), 1)

    def test_is_told_at_once_of_what_is_loaded(self):
        import colorsys

        self.imports.when_imported("colorsys", self.seen.append)
        self.assertEqual(self.seen, [colorsys])

    def test_is_not_told_of_what_failed(self):
        self.imports.when_imported("nothing_there", self.seen.append)
        with self.assertRaises(ImportError):
            import nothing_there  # noqa: F401
        self.assertEqual(self.seen, [])

    def test_what_was_seen_of_a_long_init_is_written_before_it_ends(self):
        flushed = []
        self.recorder.flush = lambda: flushed.append(len(self.recorder._lines))
        importlib.import_module("colorsys")
        self.assertEqual(flushed, [])
        del sys.modules["colorsys"]
        self.imports._spent._due = self.imports._spent.point.time = 0
        importlib.import_module("colorsys")

        self.assertEqual(flushed, [1])

    def test_errors_are_noted(self):
        self.imports.when_imported("colorsys", lambda module: 1 / 0)
        self.imports.when_imported("colorsys", self.seen.append)
        import colorsys

        self.assertEqual(self.seen, [colorsys])
        self.assertIn("ZeroDivisionError", self.notes()[0][1])


if __name__ == "__main__":
    unittest.main()
