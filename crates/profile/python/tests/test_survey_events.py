"""What the survey tells of the modules that events need."""

import unittest

from survey_run import ModulesTest


class NeededByEvents(ModulesTest, unittest.TestCase):
    def test_a_function_that_is_called(self):
        told = self.one(
            """
            import used
            import unused
            def handler(event, context):
                return used.double(1)
            """,
            used="def double(value): return 2 * value",
            unused="def double(value): return 2 * value",
        )
        self.assertIn("used", told.used("1", "ran"))
        self.assertIn("used", told.used("1", "named"))
        self.assertIn("app", told.used("1", "ran"))
        self.assertNotIn("unused", told.used("1"))
        self.assertNotIn("unused", told.used(None))
        self.assertIn(("app", "unused", 3), told.edge_lines())

    def test_a_constant_of_a_module(self):
        told = self.one(
            """
            import used
            def handler(event, context):
                return used.LIMIT
            """,
            used="LIMIT = 5",
        )
        self.assertEqual(told.used("1") - {"app"}, {"used"})

    def test_a_constant_that_was_copied_by_an_import(self):
        told = self.one(
            """
            from used import LIMIT
            from unused import OTHER
            def handler(event, context):
                return LIMIT
            """,
            used="from source import LIMIT",
            source="LIMIT = 5",
            unused="OTHER = 6",
        )
        self.assertEqual(told.used("1") - {"app"}, {"used", "source"})

    def test_a_branch_that_one_of_two_events_takes(self):
        told = self.one(
            """
            import first
            import second
            def handler(event, context):
                if event["first"]:
                    return first.value()
                return second.value()
            """,
            {"first": True},
            {"first": False},
            first="def value(): return 1",
            second="def value(): return 2",
        )
        self.assertEqual(told.used("1") - {"app"}, {"first"})
        self.assertEqual(told.used("2") - {"app"}, {"second"})

    def test_a_branch_inside_of_a_package(self):
        told = self.one(
            """
            import site_packages_lib as lib
            def handler(event, context):
                return [lib.work(event["deep"]) for _ in range(3)]
            """,
            {"deep": False},
            {"deep": True},
            site_packages_lib="""
            import rarely
            def work(deep):
                if deep:
                    return rarely.CONSTANT
                return 0
            """,
            rarely="CONSTANT = 1",
        )
        self.assertNotIn("rarely", told.used("1"))
        self.assertIn("rarely", told.used("2"))

    def test_what_an_exception_clause_names(self):
        told = self.one(
            """
            import errors
            def handler(event, context):
                try:
                    if event["fail"]:
                        raise ValueError
                except errors.Special:
                    return 1
                except ValueError:
                    return 2
            """,
            {"fail": False},
            {"fail": True},
            errors="class Special(Exception): pass",
        )
        self.assertNotIn("errors", told.used("1"))
        self.assertIn("errors", told.used("2"))

    def test_a_check_of_a_type(self):
        told = self.one(
            """
            from types_of import Kind
            def handler(event, context):
                return isinstance(event, Kind)
            """,
            types_of="from real import Kind",
            real="class Kind: pass",
        )
        self.assertEqual(told.used("1") - {"app"}, {"types_of", "real"})

    def test_annotations_that_are_strings_are_no_need(self):
        told = self.one(
            """
            from __future__ import annotations
            import typing
            import models
            if typing.TYPE_CHECKING:
                import more
            def handler(event: models.Event, context: models.Context) -> models.Result:
                value: models.Other = 1
                return value
            """,
            models="class Event: pass",
            more="",
        )
        self.assertNotIn("models", told.used("1"))
        self.assertNotIn("models", told.used(None))
        self.assertNotIn(("app", "more"), told.edges())

    def test_chains_of_exports(self):
        self.module("pkg/__init__.py", "from .api import thing, other")
        self.module("pkg/api.py", "from ._thing import thing\nfrom ._other import other\n")
        self.module("pkg/_thing.py", "class thing: pass")
        self.module("pkg/_other.py", "class other: pass")
        told = self.one(
            """
            import pkg
            def handler(event, context):
                pkg.thing
            """
        )
        self.assertEqual(told.used("1") - {"app"}, {"pkg", "pkg.api", "pkg._thing"})
        self.assertEqual(told.used(None), set())
        self.assertIn(("pkg", "pkg.api", 1), told.edge_lines())
        self.assertIn(("pkg.api", "pkg", 1), told.edge_lines())

    def test_star_imports(self):
        self.module("stars/__init__.py", "from .a import *\nfrom .b import *\n")
        self.module("stars/a.py", "ONE = 1001")
        self.module("stars/b.py", "TWO = 1002")
        told = self.one(
            """
            from stars import *
            def handler(event, context):
                return ONE
            """
        )
        self.assertEqual(told.used("1") - {"app"}, {"stars", "stars.a"})

    def test_star_imports_take_what_a_module_exports(self):
        told = self.one(
            """
            from first import *
            from second import *
            def handler(event, context):
                return value()
            """,
            first="from origin import value\n__all__ = ['value']\n",
            second="from origin import value\n__all__ = []\n",
            origin="def value(): return 1",
        )
        self.assertEqual(told.used("1") - {"app"}, {"first", "origin"})

    def test_attributes_that_are_asked_for_by_name(self):
        told = self.one(
            """
            import facade, other
            def handler(event, context):
                found = getattr(facade, event["name"])
                return [found, other is None]
            """,
            {"name": "VALUE"},
            facade="from inner import VALUE",
            other="from innermost import VALUE",
            inner="VALUE = 1",
            innermost="VALUE = 1",
        )
        self.assertEqual(told.used("1") - {"app"}, {"facade", "inner", "other"})

    def test_submodules_and_packages_that_must_be_there_for_them(self):
        self.module("deep/__init__.py", "")
        self.module("deep/inner/__init__.py", "")
        self.module("deep/inner/leaf.py", "VALUE = 1")
        self.module("deep/other.py", "VALUE = 1")
        told = self.one(
            """
            import deep.inner.leaf
            from deep import other
            def handler(event, context):
                return deep.inner.leaf.VALUE
            """
        )
        self.assertEqual(told.used("1") - {"app"}, {"deep", "deep.inner", "deep.inner.leaf"})
        edges = {edge for edge in told.edge_lines() if edge[0] == "app"}
        expected = {("deep", 2), ("deep.inner", 2), ("deep.inner.leaf", 2)}
        expected |= {("deep", 3), ("deep.other", 3)}
        self.assertEqual({edge[1:] for edge in edges}, expected)

    def test_modules_that_load_their_attributes_when_asked(self):
        self.module(
            "lazy/__init__.py",
            """
            import importlib
            def __getattr__(name):
                if name not in ("one", "two"):
                    raise AttributeError(name)
                return importlib.import_module("lazy." + name)
            """,
        )
        self.module("lazy/one.py", "VALUE = 1")
        self.module("lazy/two.py", "VALUE = 2")
        told = self.one(
            """
            import lazy
            lazy.two
            def handler(event, context):
                return lazy.one.VALUE
            """
        )
        self.assertIn("lazy.one", told.used("1"))
        self.assertNotIn("lazy.two", told.used("1"))
        self.assertIn("lazy.two", told.used(None))
        self.assertIn(("lazy", "lazy.one"), told.edges())

    def test_a_function_behind_a_cache(self):
        told = self.one(
            """
            from slow import compute
            compute(1)
            def handler(event, context):
                return compute(1)
            """,
            slow="""
            import functools
            @functools.lru_cache(maxsize=None)
            def compute(value):
                return value + 1
            """,
        )
        self.assertNotIn("slow", told.used("1", "ran"))
        self.assertIn("slow", told.used("1", "named"))
        self.assertIn(("app", "slow"), told.needs())

    def test_dataclasses(self):
        told = self.one(
            """
            from shapes import Point
            def handler(event, context):
                return Point(1, 2).x
            """,
            shapes="""
            import dataclasses
            from numbers_of import NUMBER
            @dataclasses.dataclass
            class Point:
                x: int
                y: int
            NUMBER + 1
            """,
            numbers_of="NUMBER = 5",
        )
        self.assertIn(("shapes", "numbers_of"), told.needs())
        self.assertIn("shapes", told.used("1"))
        self.assertNotIn("dataclasses", told.used("1"))
        self.assertIn(("shapes", "dataclasses"), told.needs())

    def test_coroutines_generators_and_threads(self):
        told = self.one(
            """
            import asyncio
            import threading
            import coroutines, generators, threads
            going = generators.numbers()
            next(going)
            async def main():
                return await asyncio.gather(coroutines.one(), coroutines.one())
            def handler(event, context):
                thread = threading.Thread(target=threads.work)
                thread.start()
                thread.join()
                return [next(going), asyncio.run(main())]
            """,
            coroutines="""
            import asyncio
            from inside import INSIDE
            async def one():
                await asyncio.sleep(0)
                return INSIDE
            """,
            generators="def numbers():\n    yield 1\n    yield 2\n",
            threads="from outside import OUTSIDE\ndef work():\n    return OUTSIDE\n",
            inside="INSIDE = 1",
            outside="OUTSIDE = 2",
        )
        needed = {"coroutines", "generators", "threads", "inside", "outside", "asyncio"}
        self.assertLessEqual(needed, told.used("1"))
        self.assertIn("generators", told.used("1", "ran"))

    def test_imports_in_functions(self):
        told = self.one(
            """
            import importlib, sys
            import early, dynamic, listed, aliased
            def handler(event, context):
                import early
                import late
                from aliased import inner as alias
                importlib.import_module("dynamic")
                sys.modules["listed"]
                return [late.VALUE, alias.VALUE]
            """,
            early="",
            late="import behind\nVALUE = 1",
            behind="",
            dynamic="",
            listed="",
            aliased="import inner",
            inner="VALUE = 3",
        )
        expected = {"early", "late", "dynamic", "listed", "aliased", "inner"}
        self.assertEqual(told.used("1") & {*expected, "behind"}, expected)
        self.assertIn(("late", "behind"), told.edges())
        self.assertIn(("app", "dynamic", 8), told.edge_lines())

    def test_closures_over_imported_modules(self):
        told = self.one(
            """
            def make():
                import inner
                import other
                def work():
                    def deeper():
                        return inner.VALUE
                    return deeper()
                return work, other
            work, _ = make()
            def handler(event, context):
                return work()
            """,
            inner="VALUE = 1",
            other="",
        )
        self.assertIn("inner", told.used("1"))
        self.assertNotIn("other", told.used("1"))
        self.assertIn("other", told.used(None))

    def test_names_that_were_deleted_or_bound_again(self):
        told = self.one(
            """
            from source import VALUE
            from source import OTHER as THIRD
            import gone
            gone.VALUE
            del gone
            VALUE = 7
            def handler(event, context):
                return VALUE
            """,
            source="VALUE = 5\nOTHER = 6\n",
            gone="VALUE = 1",
        )
        self.assertNotIn("source", told.used("1"))
        self.assertIn(("app", "gone"), told.needs())

    def test_functions_of_compiled_modules(self):
        told = self.one(
            """
            import _csv
            import _lsprof
            def handler(event, context):
                return _csv.field_size_limit()
            """
        )
        self.assertEqual(told.used("1"), {"app", "_csv"})


if __name__ == "__main__":
    unittest.main()
