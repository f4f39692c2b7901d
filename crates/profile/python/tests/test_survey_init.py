"""What the survey tells of the modules that need each other during init."""

import unittest

from survey_run import ModulesTest


class NeededAtInit(ModulesTest, unittest.TestCase):
    def test_uses_at_the_level_of_the_module(self):
        told = self.one(
            """
            import base, decorator, value, called, nothing
            from base import Class
            from exported import exported
            import annotated
            class Derived(Class):
                attribute = value.VALUE
            @decorator.decorate
            def decorated(argument: annotated.Type = 1):
                return 1
            called.function()
            def handler(event, context):
                return 1
            """,
            base="class Class: pass",
            decorator="def decorate(function): return function",
            value="VALUE = 1",
            called="def function(): pass",
            nothing="",
            exported="exported = 1",
            annotated="Type = int",
        )
        self.assertEqual(told.used("1"), {"app"})
        expected = {("app", name) for name in ("base", "decorator", "value", "called")}
        # Before Python 3.14 annotations are evaluated with the definition.
        self.assertEqual(told.needs() - {("app", "annotated")}, expected)
        self.assertEqual(told.used(None, "ran"), {"decorator", "called"})
        self.assertIn("base", told.used(None, "base"))

    def test_functions_that_a_module_calls_for_itself(self):
        told = self.one(
            """
            import alone, helped
            def handler(event, context):
                return 1
            """,
            alone="""
            import abc
            def own(): return [n for n in range(3)]
            own()
            class Base(abc.ABC):
                def __init_subclass__(cls): own()
            class Derived(Base): pass
            """,
            helped="""
            import helper
            helper.run(lambda: 1)
            """,
            helper="""
            from lowest import lowest
            def run(function):
                return lowest(function)
            """,
            lowest="def lowest(function): return function()",
        )
        needs = told.needs()
        self.assertNotIn("alone", {module for _, module in needs})
        self.assertNotIn("helped", {module for _, module in needs})
        self.assertNotIn("alone", told.used(None))
        self.assertIn(("helped", "helper"), needs)
        self.assertIn(("helper", "lowest"), needs)
        self.assertIn("lowest", told.used(None, "ran"))

    def test_statements_and_exports_are_no_needs(self):
        self.module("pkg/__init__.py", "from . import a\nfrom .a import *\n__all__ = a.__all__\n")
        self.module("pkg/a.py", "__all__ = ['f']\ndef f(): pass\n")
        told = self.one(
            """
            import pkg
            from pkg import f
            def handler(event, context):
                return 1
            """
        )
        self.assertEqual(told.needs(), set())
        self.assertEqual(told.used(None), set())

    def test_modules_that_register_something_with_others(self):
        told = self.one(
            """
            import registry
            import in_a_list, on_an_object, on_a_class, nowhere
            def handler(event, context):
                return len(registry.ITEMS)
            """,
            registry="""
            ITEMS = []
            class Application:
                kind = 1
                def __init__(self): self.routes = {}
                def route(self, function): self.routes[function.__name__] = function
            application = Application()
            def add(item): ITEMS.append(item)
            """,
            in_a_list="from registry import add\nadd(1)\n",
            on_an_object="""
            import registry
            @registry.application.route
            def home(): return 1
            """,
            on_a_class="from registry import Application\nApplication.other = 1\n",
            nowhere="from registry import add, ITEMS\nlen(ITEMS)\n",
        )
        found = {module for by, module in told.needs() if by == "registry"}
        self.assertEqual(found, {"in_a_list", "on_an_object", "on_a_class"})

    def test_imports_that_fail_leave_the_account_in_order(self):
        told = self.one(
            """
            try:
                import broken
            except ImportError:
                broken = None
            import own
            own.function()
            def handler(event, context):
                return 1
            """,
            broken="import own\nraise ImportError\n",
            own="def function(): pass",
        )
        self.assertIn(("app", "own"), told.needs())
        self.assertNotIn(("app", "broken"), told.edges())

    def test_a_failed_init_is_told(self):
        self.module("app.py", "import used\nused.function()\nraise ValueError\n")
        self.module("used.py", "def function(): pass\n")
        told = self.survey({})
        self.assertIn(("app", "used"), told.needs())
        self.assertIn("used", told.used(None, "ran"))


if __name__ == "__main__":
    unittest.main()
