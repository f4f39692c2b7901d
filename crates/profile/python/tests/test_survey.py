"""What the survey tells besides: what it leaves as it is, and what it cannot see."""

import unittest

from survey_run import ModulesTest


class Others(ModulesTest, unittest.TestCase):
    def test_names_that_the_users_code_mentions(self):
        told = self.one(
            """
            FIELDS = ("first", "second")
            def read(item, named_argument=None):
                return item.get("third"), item.attribute, "{fourth} %(fifth)s", "not a name"
            def handler(event, context):
                class Item(dict):
                    attribute = 1
                if event:
                    return "never"
                read(Item(keyword=1))
                return "a-b.c:d" in {"e", "f"}
            """
        )
        self.assertLessEqual({"first", "second"}, told.names(None))
        expected = {"third", "fourth", "fifth", "attribute", "a-b.c:d", "e", "f", "keyword"}
        self.assertLessEqual({*expected, "item", "named_argument"}, told.names("1"))
        self.assertNotIn("never", told.names("1"))
        self.assertNotIn("not a name", told.names("1"))

    def test_json_that_the_users_code_reads_and_writes(self):
        told = self.one(
            """
            import json
            from json import loads
            def handler(event, context):
                text = json.dumps({"a": "\\u00e4"}, ensure_ascii=False)
                loads(text)
                json.loads(text.encode())
                try:
                    json.loads("{")
                except ValueError:
                    pass
            """
        )
        lines = [line[1:] for line in told.lines if line[0] == "json"]
        operations = [(line[0], line[1], line[6], line[3]) for line in lines]
        found = [("dumps", "1", 5, 11), ("loads", "1", 6, 11), ("loads", "1", 7, 11)]
        self.assertEqual(operations, [*found, ("loads", "1", 9, 1)])
        self.assertEqual(len({line[2] for line in lines[:3]}), 1)
        self.assertTrue(lines[0][5].endswith("/app.py"))

    def test_native_libraries_of_an_import(self):
        told = self.one(
            """
            import _ctypes_test
            def handler(event, context):
                return 1
            """
        )
        libraries = [line for line in told.lines if line[0] == "library"]
        imports = {line[1]: told.texts[line[4]] for line in told.lines if line[0] == "import"}
        found = {imports[number] for _, number, path in libraries if "_ctypes_test" in path}
        self.assertEqual(found, {"_ctypes_test"})

    def test_nothing_that_the_function_sees_has_changed(self):
        self.module(
            "app.py",
            """
            import json, sys, inspect, traceback, builtins, importlib
            def handler(event, context):
                try:
                    json.loads("{")
                except ValueError:
                    shown = traceback.format_exc()
                try:
                    import broken
                except ImportError:
                    shown += traceback.format_exc()
                return [
                    shown, sorted(sys.modules), repr(json.loads)[:20], repr(builtins.__import__),
                    len(inspect.stack()), str(inspect.signature(json.loads)),
                ]
            """,
        )
        self.module("broken.py", "import not_there")
        told = self.survey({})
        plain = self.run_ours([*self.events(1)])
        self.assertEqual(told.outcome.results, plain.results)
        self.assertEqual(told.outcome.stdout, plain.stdout)

    def test_what_ends_the_survey_is_told(self):
        self.module(
            "app.py",
            """
            import sys
            def handler(event, context):
                if hasattr(sys, "monitoring"):
                    for tool in range(6):
                        if sys.monitoring.get_tool(tool):
                            sys.monitoring.free_tool_id(tool)
                else:
                    sys.settrace(None)
            """,
        )
        told = self.survey({}, n_notes=1)
        self.assertIn("ended", told.notes[0])

    def test_children_of_a_fork(self):
        told = self.one(
            """
            import os, used, forked
            def handler(event, context):
                used.VALUE
                child = os.fork()
                if child == 0:
                    forked.VALUE
                    os._exit(0)
                os.waitpid(child, 0)
            """,
            used="VALUE = 1",
            forked="VALUE = 1",
        )
        self.assertIn("used", told.used("1"))


if __name__ == "__main__":
    unittest.main()
