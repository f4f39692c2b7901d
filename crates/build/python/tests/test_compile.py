"""Bytecode of single modules, as they are and between calls of the start-up module."""

import importlib.util
import marshal
import sys
import traceback
import types
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import warmfront_compile as compiler

PATH = "/var/task/app.py"


class Calls(types.ModuleType):
    """Stands for the start-up module, and keeps what was called."""

    def __init__(self):
        super().__init__(compiler.STARTUP_MODULE)
        self.names = []

    def begin(self):
        self.names.append("begin")

    def end(self):
        self.names.append("end")


class CompileTest(unittest.TestCase):
    def setUp(self):
        self.calls = Calls()
        sys.modules[compiler.STARTUP_MODULE] = self.calls
        self.addCleanup(sys.modules.pop, compiler.STARTUP_MODULE)

    def code(self, source, how=compiler.STARTUP):
        kind, data, _ = compiler.answer(how, PATH, None, source.encode())
        self.assertEqual(kind, b"c", data)
        self.assertEqual(data[:8], importlib.util.MAGIC_NUMBER + b"\1\0\0\0")
        self.assertEqual(data[8:16], importlib.util.source_hash(source.encode()))
        return marshal.loads(data[16:])

    def variables(self, source, how=compiler.STARTUP):
        variables = {"__name__": "app", "note": self.calls.names.append}
        exec(self.code(source, how), variables)
        del variables["__builtins__"], variables["note"]
        return variables

    def test_calls_enclose_all_but_the_text_and_the_future(self):
        for before in ["", "'''Text.'''\n", "from __future__ import annotations\n"]:
            for body in ["note('body')", "if True:\n    note('body')", "x: int = note('body')"]:
                with self.subTest(before=before, body=body):
                    self.calls.names.clear()
                    variables = self.variables(before + body)
                    self.assertEqual(self.calls.names, ["begin", "body", "end"])
                    plain = self.variables(before + body, compiler.PLAIN)
                    self.assertEqual(variables, plain)

    def test_nothing_is_called_where_nothing_happens(self):
        for source in ["", "'''Text.'''", "'Text.'\nfrom __future__ import annotations\n"]:
            with self.subTest(source=source):
                self.variables(source)
                self.assertEqual(self.calls.names, [])

    def test_a_text_that_is_put_together_documents_nothing(self):
        for text in ["f'Text.'", "b'Text.'", "'Te' 'xt.'"]:
            source = f"{text}\nnote(__doc__)"
            with self.subTest(text=text):
                self.calls.names.clear()
                self.variables(source)
                with_startup = self.calls.names[1]
                self.calls.names.clear()
                self.variables(source, compiler.PLAIN)
                self.assertEqual(with_startup, self.calls.names[0])

    def test_what_fails_ends_with_its_own_line(self):
        try:
            self.variables("'Text.'\n\nx = 1\ny = x / 0\nz = 2\n")
        except ZeroDivisionError as error:
            frames = traceback.extract_tb(error.__traceback__)
            self.assertIsNone(error.__context__)
        self.assertEqual(self.calls.names, ["begin", "end"])
        in_module = [frame.lineno for frame in frames if frame.filename == PATH]
        self.assertEqual(in_module, [4])
        self.assertEqual(frames[-1].name, "<module>")

    def test_functions_and_classes_are_as_without(self):
        source = "class A:\n    'Of A.'\n    def f(self): return __name__\ng = lambda: A\n"
        codes = [
            [part for part in self.code(source, how).co_consts if hasattr(part, "co_code")]
            for how in (compiler.PLAIN, compiler.STARTUP)
        ]
        self.assertEqual(len(codes[0]), 2)
        self.assertEqual(*codes)

    def test_what_does_not_compile_is_refused_with_a_reason(self):
        for source, reason in [
            (b"x = 1\nprint 2\n", b"line 2: "),
            (b"# coding: nonesuch\n", b"nonesuch"),
            (b"x = '\xff'\n", b"utf-8"),
            (b"\0", b"null"),
            (b"return\n", b"line 1: "),
        ]:
            for how in (compiler.PLAIN, compiler.STARTUP):
                with self.subTest(source=source, how=how):
                    kind, data, _ = compiler.answer(how, PATH, None, source)
                    self.assertEqual(kind, b"r")
                    self.assertIn(reason, data)


if __name__ == "__main__":
    unittest.main()
