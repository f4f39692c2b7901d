"""Every project of the torture suite does as it does in plain Python with its imports deferred."""

import gc
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
PYTHON = str(Path(__file__).resolve().parent.parent)
sys.path.insert(0, PYTHON)

import torture

import warmfront_compile as compiler
import warmfront_transform

# Ways to be careless with our own mechanism.
OURS = ("everything", "first")
PATIENCE = 60
RUNTIME = ("_warmfront_defer.py", "_warmfront_defer_rare.py")
# What checks import; imported once, ahead of all forks.
IMPORTED = ("asyncio", "dataclasses", "inspect", "pickle", "threading", "typing", "unittest.mock")


def run(root, output):
    """Runs a project's check in this process."""
    signal.alarm(PATIENCE)
    file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(file, 1)
    os.dup2(file, 2)
    sys.stdout = os.fdopen(1, "w", closefd=False)
    sys.stderr = os.fdopen(2, "w", closefd=False)
    sys.path[:2] = [root]
    os.chdir(root)
    path = os.path.join(root, "check.py")
    with open(path) as check:
        code = compile(check.read(), path, "exec", dont_inherit=True)
    names = {"__name__": "__main__", "__file__": path, "__builtins__": __builtins__}
    exec(code, names)


def forked(root, output):
    child = os.fork()
    if not child:
        status = 1
        try:
            run(root, output)
            status = 0
        except BaseException:
            traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    return os.waitpid(child, 0)[1]


def alone(root, output):
    """Runs a project's check in an interpreter of its own, to its very end."""
    with open(output, "wb") as file:
        command = [sys.executable, "-B", "check.py"]
        return subprocess.run(command, cwd=root, stdout=file, stderr=file).returncode


class TortureTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        compiler._transformer = warmfront_transform
        for name in IMPORTED:
            __import__(name)
        cls.folder = tempfile.TemporaryDirectory()
        cls.root = os.path.realpath(cls.folder.name)
        cls.before = sys.dont_write_bytecode
        sys.dont_write_bytecode = True
        gc.disable()
        gc.freeze()

    @classmethod
    def tearDownClass(cls):
        sys.dont_write_bytecode = cls.before
        gc.unfreeze()
        gc.enable()
        cls.folder.cleanup()

    def test_projects(self):
        projects = torture.projects()
        self.assertGreaterEqual(len(projects), 80)
        is_end = sys.version_info[:2] in ((3, 8), (3, 13))
        for project in projects:
            if sys.version_info[:2] < project.since:
                continue
            with self.subTest(project=project.name):
                self.of_project(project, is_end)

    def of_project(self, project, tries_careless):
        root = os.path.join(self.root, project.name)
        project.write(root)
        for name in RUNTIME:
            shutil.copy(os.path.join(PYTHON, name), root)
            self.compiled(root, name, None)
        plain = self.ran(project, root)
        self.assertEqual(plain[0], 0, plain[1])
        self.assertTrue(plain[1], "it prints nothing")
        self.deferred(project, root, ("deferred",))
        self.assertEqual(self.ran(project, root), plain)
        way = project.settings.get("naive")
        if way is None:
            self.assertIn("no naive", project.settings)
        elif tries_careless:
            self.careless(project, root, way)
            self.assertNotEqual(self.ran(project, root), plain, f"{way} is not caught")
        shutil.rmtree(root)

    def ran(self, project, root):
        output = os.path.join(self.root, "output")
        run_one = alone if project.settings.get("process") == "own" else forked
        status = run_one(root, output)
        with open(output, errors="replace") as file:
            return status, file.read()

    def deferred(self, project, root, verdicts):
        for path, plan in project.plans(verdicts).items():
            became = self.compiled(root, path, plan)
            if verdicts == ("deferred",):
                self.assertEqual(set(became), {None})

    def careless(self, project, root, way):
        verdicts = ("deferred", "refused")
        if way == "everything":
            self.deferred(project, root, verdicts)
            return
        for name, text in torture.MODULES.items():
            with open(os.path.join(root, name), "w") as file:
                file.write(text)
        for path, plan in project.plans(verdicts).items():
            place = os.path.join(root, path)
            tree = compiler.parsed(project.files[path].encode(), place)
            if way == "first":
                warmfront_transform.transform(tree, plan, 0)
            else:
                tree = torture.NAIVE[way](tree, plan)
            self.put(place, tree)

    def put(self, place, tree):
        try:
            code = compile(tree, place, "exec", dont_inherit=True)
        except SyntaxError as error:
            code = compile(f"raise SyntaxError({str(error)!r})", place, "exec")
        data = importlib.util.MAGIC_NUMBER + b"\1\0\0\0" + bytes(8) + compiler.marshal.dumps(code)
        self.write(place, data)

    def compiled(self, root, path, plan):
        place = os.path.join(root, path)
        with open(place, "rb") as file:
            kind, data, became = compiler.answer(compiler.PLAIN, place, plan, file.read())
        self.assertEqual(kind, b"c", data)
        self.write(place, data)
        return became

    def write(self, place, data):
        bytecode = importlib.util.cache_from_source(place)
        os.makedirs(os.path.dirname(bytecode), exist_ok=True)
        with open(bytecode, "wb") as file:
            file.write(data)


if __name__ == "__main__":
    unittest.main()
