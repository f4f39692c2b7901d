"""What the survey tells of code whose module has left `sys.modules`: it may not keep it alive."""

import textwrap
import unittest

from survey_run import SurveyTest

#: Brings code as template engines do: run in a namespace, or imported and taken out again.
_LOADER = """
import sys, types

class Environment: pass

def executed(text):
    namespace = {"environment": Environment(), "__name__": "template"}
    exec(compile(text, "template.html", "exec"), namespace)
    return namespace

def imported(text):
    module = sys.modules["template"] = types.ModuleType("template")
    module.environment = Environment()
    exec(compile(text, "template.html", "exec"), module.__dict__)
    del sys.modules["template"]
    return module.__dict__
"""


class HomelessTest(SurveyTest, unittest.TestCase):
    def survey_of(self, load, template, *events):
        self.write("loader.py", _LOADER)
        self.write("used.py", "LIMIT = 5\ndef value(): return 1")
        self.write("later.py", "LIMIT = 6")
        handler = """
        import gc, weakref
        import loader, used, later
        TEXT = {template!r}
        namespace = loader.{load}(TEXT)
        def handler(event, context):
            global namespace
            if event == "end":
                environment = weakref.ref(namespace["environment"])
                namespace = None
                gc.collect()
                return environment() is None
            return namespace["root"](event)
        """
        handler = textwrap.dedent(handler).format(load=load, template=template)
        self.write("app.py", handler)
        return self.survey(*(events or ("first", "second", "end")))

    def check(self, load):
        template = textwrap.dedent(
            """
            from used import LIMIT
            import later
            def root(event):
                if event == "second":
                    return later.LIMIT
                return environment and LIMIT
            root(None)
            """
        )
        told = self.survey_of(load, template)
        self.assertEqual(told.outcome.results, [5, 6, True])
        self.assertIn("used", told.used("1", "named"))
        self.assertNotIn("later", told.used("1"))
        self.assertIn("later", told.used("2", "named"))
        self.assertNotIn("used", told.used("2"))

    def test_of_a_namespace_nothing_is_kept_alive(self):
        self.check("executed")

    def test_of_a_module_that_was_taken_out_nothing_is_kept_alive(self):
        self.check("imported")

    def test_imports_and_modules_by_name_in_such_code(self):
        template = textwrap.dedent(
            """
            import sys
            def root(event):
                if event == "second":
                    return sys.modules["later"].LIMIT
                import used as mine
                return mine.LIMIT
            """
        )
        told = self.survey_of("executed", template)
        self.assertEqual(told.outcome.results, [5, 6, True])
        self.assertIn("used", told.used("1"))
        self.assertNotIn("later", told.used("1"))
        self.assertIn("later", told.used("2"))


if __name__ == "__main__":
    unittest.main()
