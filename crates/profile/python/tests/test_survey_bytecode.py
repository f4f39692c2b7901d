"""What is read from bytecode is what `dis` reads."""

import dis
import os
import pathlib
import sys
import unittest

from test_agent import load

BYTECODE = load("warmfront_survey_bytecode")
MODULES = ("argparse", "ast", "dataclasses", "enum", "inspect", "os", "shutil", "typing")


def codes(code):
    yield code
    for constant in code.co_consts:
        if type(constant) is type(code):
            yield from codes(constant)


def compiled(source):
    return compile(source, "<test>", "exec")


class ReaderTest(unittest.TestCase):
    def setUp(self):
        self.reader = BYTECODE.Reader()

    def test_names_and_imports_of_the_standard_library(self):
        folder = pathlib.Path(os.__file__).parent
        for module in MODULES:
            source = (folder / f"{module}.py").read_text(encoding="utf-8")
            for code in codes(compile(source, module, "exec")):
                reading = self.reader.read(code)
                found = list(dis.get_instructions(code))
                imports = [each.argval for each in found if each.opname == "IMPORT_NAME"]
                self.assertEqual([each[1] for each in reading.imports], imports)
                loads = ("LOAD_GLOBAL", "LOAD_NAME")
                names = {each.argval for each in found if each.opname in loads}
                chains = {each[2] for each in reading.chains if each[1] in ("global", "name")}
                self.assertEqual(chains, names)

    def test_chains(self):
        reading = self.reader.read(compiled("import a.b as c\nc.d.e(1)\nf[g.h]\ni.j['k']\n"))
        chains = {(line, name, path, constant) for line, _, name, path, constant in reading.chains}
        expected = {(2, "c", ("d", "e")), (3, "f", ()), (3, "g", ("h",)), (4, "i", ("j",))}
        self.assertEqual({chain[:3] for chain in chains}, expected)
        self.assertIn((4, "i", ("j",), "k"), chains)

    def test_what_imports_bind(self):
        source = """
            import a, b.c, d.e.f as g
            from h import i, j as k
            from ..l import m
            from n import *
            k = 1
        """
        lines = [line.strip() for line in source.strip().splitlines()]
        reading = self.reader.read(compiled("\n".join(lines)))
        self.assertEqual(
            reading.bindings,
            {
                "a": [(1, "a", 0, None)],
                "b": [(1, "b.c", 0, "")],
                "g": [(1, "d.e.f", 0, None)],
                "i": [(2, "h", 0, "i")],
                "k": [(2, "h", 0, "j")],
                "m": [(3, "l", 2, "m")],
            },
        )
        self.assertIn((4, "n", 0, ("*",)), reading.imports)
        self.assertEqual(reading.rebound, {"k"})

    def test_variables_of_functions_count_when_an_import_binds_them(self):
        source = "def f(x):\n    import a\n    b = x.c\n    return a.d, b.e\n"
        code = next(each for each in codes(compiled(source)) if each.co_name == "f")
        chains = self.reader.read(code).chains
        self.assertEqual([(name, path) for _, _, name, path, _ in chains], [("a", ("d",))])

    def test_nothing_stays_loaded(self):
        borrowed = ("opcode", "_opcode", "_opcode_metadata")
        kept = {name: sys.modules.pop(name) for name in borrowed if name in sys.modules}
        try:
            before = set(sys.modules)
            BYTECODE.Reader()
            self.assertEqual(set(sys.modules), before)
        finally:
            sys.modules.update(kept)


if __name__ == "__main__":
    unittest.main()
