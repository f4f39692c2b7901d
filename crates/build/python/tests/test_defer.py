"""What deferred imports do that those who look can see: errors, and when bodies run."""

import importlib.util
import inspect
import os
import sys
import tempfile
import traceback
import types
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import torture

import _warmfront_defer as runtime
import warmfront_compile as compiler
import warmfront_transform

HEAD = "About.\nno naive: none\n"


class DeferTest(unittest.TestCase):
    def setUp(self):
        compiler._transformer = warmfront_transform
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = os.path.realpath(folder.name)
        self.before = set(sys.modules)
        sys.path.insert(0, self.root)
        self.addCleanup(self.forget)

    def forget(self):
        runtime.observe = None
        sys.path.remove(self.root)
        for name in set(sys.modules) - self.before:
            del sys.modules[name]

    def imported(self, text, name="lib"):
        """Returns a module of a project, with its marked imports deferred."""
        project = torture.Project("project", HEAD + text)
        project.write(self.root)
        for path, plan in project.plans(("deferred", "refused")).items():
            place = os.path.join(self.root, path)
            source = project.files[path].encode()
            kind, data, became = compiler.answer(compiler.PLAIN, place, plan, source)
            self.assertEqual((kind, set(became)), (b"c", {None}))
            bytecode = importlib.util.cache_from_source(place)
            os.makedirs(os.path.dirname(bytecode), exist_ok=True)
            with open(bytecode, "wb") as file:
                file.write(data)
        importlib.invalidate_caches()
        return importlib.import_module(name)

    def failing(self, action, kind):
        """Returns an error, and the lines of its traceback by file and number."""
        try:
            action()
        except kind as error:
            frames = traceback.extract_tb(error.__traceback__)
            return error, [(os.path.basename(one.filename), one.lineno) for one in frames]
        return self.fail(f"no {kind.__name__}")

    def test_a_name_that_is_not_there_names_the_import(self):
        text = "--- lib.py\nimport os\n\nfrom parts import nothing  # deferred\n"
        text += "def f():\n    return nothing\n"
        lib = self.imported(text + "--- parts.py\n")
        error, lines = self.failing(lib.f, ImportError)
        self.assertEqual(
            str(error), f"cannot import name 'nothing' from 'parts' ({self.root}/parts.py)"
        )
        self.assertEqual(
            [one for one in lines if one[0] == "lib.py"], [("lib.py", 5), ("lib.py", 3)]
        )
        with self.assertRaises(ImportError):
            _ = lib.nothing
        sys.modules["parts"].nothing = 4
        self.assertEqual(lib.f(), 4)

    def test_a_module_that_is_not_there_names_the_import(self):
        text = "--- lib.py\nimport os\nfrom absent.part import name  # deferred\nf = lambda: name\n"
        lib = self.imported(text)
        error, lines = self.failing(lib.f, ModuleNotFoundError)
        self.assertEqual((str(error), error.name), ("No module named 'absent'", "absent"))
        self.assertIn(("lib.py", 2), lines)
        self.assertIsNone(error.__cause__ or error.__context__)

    def test_a_body_that_fails_is_as_if_it_had_not_run_and_tries_again(self):
        text = (
            "--- lib.py\nimport pkg.parts as parts  # deferred\nimport pkg\n"
            "def f():\n    return parts.number\n"
            "--- pkg/__init__.py\nREADY = []\n"
            "--- pkg/parts.py\nimport pkg\nhalf = 1\nnumber = pkg.READY[0]\n"
        )
        lib = self.imported(text)
        parts = lib.parts
        self.assertIn("pkg.parts", sys.modules)
        _, lines = self.failing(lib.f, IndexError)
        ours = [one for one in lines if one[0] in ("lib.py", "parts.py")]
        self.assertEqual(ours, [("lib.py", 4), ("lib.py", 1), ("parts.py", 3)])
        self.assertNotIn("pkg.parts", sys.modules)
        self.assertFalse(hasattr(lib.pkg, "parts"))
        lib.pkg.READY.append(7)
        self.assertEqual(lib.f(), 7)
        self.assertIs(sys.modules["pkg.parts"], parts)
        self.assertIs(lib.pkg.parts, parts)
        self.assertIs(type(parts), types.ModuleType)

    def test_a_body_that_fails_for_a_statement_that_was_left_alone_fails_there(self):
        text = "--- lib.py\nimport parts  # deferred\n--- parts.py\n1 / 0\n"
        self.imported(text + "--- other.py\nimport parts\n")
        _, lines = self.failing(lambda: importlib.import_module("other"), ZeroDivisionError)
        self.assertIn(("other.py", 1), lines)
        self.failing(lambda: importlib.import_module("parts"), ZeroDivisionError)

    def test_a_module_that_was_imported_anew_after_a_failure_is_that_one(self):
        text = (
            "--- lib.py\nimport parts  # deferred\n--- parts.py\nimport state\n1 / state.number\n"
        )
        lib = self.imported(text + "--- state.py\nnumber = 0\n")
        self.failing(lambda: lib.parts.state, ZeroDivisionError)
        sys.modules["state"].number = 1
        parts = importlib.import_module("parts")
        waiting = lib.parts
        self.assertIs(waiting.state, sys.modules["state"])
        self.assertIs(lib.parts, parts)
        waiting.more = 3
        self.assertEqual(parts.more, 3)

    def test_a_module_that_puts_something_in_its_place_is_bound_as_that(self):
        text = (
            "--- lib.py\nimport parts  # deferred\ndef f():\n    return parts.number\n"
            "--- parts.py\nimport sys, types\n"
            "sys.modules[__name__] = types.SimpleNamespace(number=3)\n"
        )
        lib = self.imported(text)
        self.assertEqual(lib.f(), 3)
        self.assertIs(lib.parts, sys.modules["parts"])

    def test_who_walks_through_all_modules_runs_none(self):
        text = "--- lib.py\nimport parts  # deferred\nfrom more import name  # deferred\n"
        text += "f = lambda: name\n"
        lib = self.imported(text + "--- parts.py\n1 / 0\n--- more.py\nname = 1\n")
        inspect.getmodule(lib.f.__code__)
        inspect.stack()
        with self.assertWarns(UserWarning):
            __import__("warnings").warn("any", UserWarning, stacklevel=1)
        for module in list(sys.modules.values()):
            getattr(module, "__file__", None), getattr(module, "__spec__", None), repr(module)
        self.assertIs(type(lib.parts), runtime._Waiting)
        self.assertNotIn("more", sys.modules)

    def test_bodies_run_at_the_first_look_and_are_told_of(self):
        text = (
            "--- lib.py\nimport parts  # deferred\nfrom more import name  # deferred\n"
            "import inspect  # refused\ndef f():\n    return name\n"
            "--- parts.py\nnumber = 1\n--- more.py\nname = 1\n"
        )
        told = []
        runtime.observe = lambda event, sites: told.append((event, [one[1:] for one in sites]))
        lib = self.imported(text)
        self.assertEqual(told.pop(0)[0], "present")
        self.assertEqual(told, [])
        self.assertEqual(lib.f() + lib.f() + lib.parts.number, 3)
        self.assertEqual(told, [("loaded", [(2, "name")]), ("loaded", [(1, "parts")])])

    def test_what_the_plan_counts_otherwise_stays(self):
        source = (
            b"from a import b, c, d\nimport e\ndef f(d=1): return b, [b for c in b], d\n"
            b"def g():\n    global c\n    c = 1\n"
        )
        edges = [
            {"line": 1, "column": 0, "alias": 0, "kind": "guard", "binds": "b", "uses": 3},
            {"line": 1, "column": 0, "alias": 1, "kind": "guard", "binds": "c", "uses": 0},
            {"line": 1, "column": 0, "alias": 2, "kind": "guard", "binds": "d", "uses": 1},
            {"line": 2, "column": 0, "alias": 0, "kind": "module", "binds": "x"},
            {"line": 2, "column": 4, "alias": 0, "kind": "module", "binds": "e"},
            {"line": 2, "column": 0, "alias": 1, "kind": "module", "binds": "e"},
        ]
        kind, _, became = compiler.answer(compiler.PLAIN, "a.py", {"edges": edges}, source)
        self.assertEqual(kind, b"c")
        self.assertEqual(
            became,
            [
                None,
                "a function sets `c`",
                "`d` is used in 0 places, not 1",
                "the statement binds `e`",
                "no import statement at module level is there",
                "the statement does not bind so many names",
            ],
        )


if __name__ == "__main__":
    unittest.main()
