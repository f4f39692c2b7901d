"""What is recorded of a function: logs, files, state, files that are touched."""

import sys
import unittest

from witness_run import ACCEPTED, WitnessTest, event

LOGS = """
import logging, traceback
class Said:
    n = 0
    def __str__(self):
        Said.n += 1
        return f"said {self.n}"
class Odd(Exception):
    def __str__(self):
        return "never asked"
logger = logging.getLogger("own.part")
logging.getLogger().setLevel("INFO")
def handler(event, context):
    logger.debug("unseen")
    logger.info("hello %s", event, extra={"order": {"id": 7}})
    logger.warning(Said())
    logger.addFilter(lambda record: "secret" not in record.msg)
    logger.info("secret")
    try:
        raise Odd("why")
    except Odd:
        logger.exception("failed")
    try:
        logger.error("%d", "no number")
    except TypeError as error:
        return [Said.n, len(traceback.extract_tb(error.__traceback__))]
"""

FILES = """
import os
root = os.environ["TMPDIR"]
def handler(event, context):
    os.makedirs(root + "/folder", exist_ok=True)
    with open(root + "/folder/text", "a") as file:
        file.write(f"{event};")
    if event == 1:
        os.symlink("text", root + "/folder/link")
        with open(root + "/binary", "wb") as file:
            file.write(bytes(range(256)))
    else:
        os.remove(root + "/binary")
    with open(os.environ["HOME"] + "/elsewhere", "w") as file:
        file.write("x")
"""

STATE = """
import decimal, functools, locale, logging, os, signal, sys, threading, time, warnings
from collections import Counter, OrderedDict, defaultdict, namedtuple
from dataclasses import dataclass
from enum import Enum
class Colour(Enum):
    RED = 1
@dataclass
class Order:
    id: int
    items: list
class Slotted:
    __slots__ = ("a", "b")
    shared = []
class Proxy:
    @property
    def __class__(self):
        raise RuntimeError("looked at")
    def __getattr__(self, name):
        raise RuntimeError("looked at")
Point = namedtuple("Point", "x y")
loop = []
loop.append(loop)
slotted = Slotted()
slotted.a = {1, 2}
proxy = Proxy()
plain = {"a": [1, 2.5, None, True], "nan": float("nan"), "big": 2 ** 80}
kinds = [Colour.RED, Order(1, ["x"]), Counter("aab"), OrderedDict(a=1), Point(1, 2), b"x", b"\\xff"]
kinds += [decimal.Decimal("1.50"), Exception("e", 1), range(3), len, Colour, logging, {"$x": 1}]
seen = defaultdict(list)
@functools.lru_cache
def cached(x):
    return x
def collect(x, into=[]):
    into.append(x)
def counter():
    n = 0
    def count():
        nonlocal n
        n += 1
    return count
count = counter()
def wait():
    time.sleep(60)
def handler(event, context):
    seen[event].append(event)
    cached(event); collect(event); count(); Slotted.shared.append(event)
    if event == 1:
        os.environ["LEFT"] = "yes"; os.environ.pop("HOME")
        os.chdir("/"); os.umask(0o027)
        logging.getLogger().setLevel("ERROR"); logging.getLogger("app.x").setLevel("DEBUG")
        warnings.simplefilter("ignore")
        signal.signal(signal.SIGUSR1, handler)
        sys.path.append("/somewhere"); sys.setrecursionlimit(5000)
        decimal.getcontext().prec = 5
        threading.Thread(target=wait, name="left", daemon=True).start()
    else:
        os.environ.pop("LEFT")
        decimal.getcontext().prec = 28
"""


class WitnessedTest(WitnessTest, unittest.TestCase):
    maxDiff = None

    def test_logs(self):
        self.write("app.py", LOGS)
        plain = self.run_ours([event(1), ACCEPTED])
        outcome, recording = self.run_seen(LOGS, 1)
        self.assertEqual(outcome.results, plain.results)
        logs = recording.phases[1].logs
        messages = [record["message"] for record in logs]
        self.assertEqual(messages, ["hello 1", "said 1", "failed", "%d (TypeError)"])
        self.assertEqual(logs[0]["extra"], {"order": {"id": 7}})
        self.assertEqual(logs[0]["logger"], "own.part")
        self.assertEqual(logs[2]["error"], {"type": "Odd", "text": "why"})
        self.assertEqual([record["level"] for record in logs[1:3]], ["WARNING", "ERROR"])
        self.assertNotIn("warmfront", outcome.stderr)

    def test_files(self):
        _, recording = self.run_seen(FILES, 1, 2)
        root = str(self.folder / "tmp")
        first, second = recording.phases[1].files, recording.phases[2].files
        self.assertEqual(first[root + "/folder/text"]["text"], "1;")
        self.assertEqual(first[root + "/folder/link"], {"type": "link", "target": "text"})
        self.assertEqual(first[root + "/folder"]["type"], "folder")
        self.assertEqual(first[root + "/binary"]["size"], 256)
        self.assertEqual(len(first[root + "/binary"]["hash"]), 32)
        self.assertEqual(second[root + "/folder/text"]["text"], "1;2;")
        self.assertIsNone(second[root + "/binary"])
        self.assertNotIn(root + "/folder/link", second)
        self.assertEqual(second[str(self.folder / "elsewhere")]["text"], "x")
        self.assertEqual(len(recording.phases[1].state["files"]), 4)

    def test_state(self):
        outcome, recording = self.run_seen(STATE, 1, 2)
        self.assertEqual(outcome.results, [None, None])
        self.assertEqual(recording.notes, [])
        init, first, second = (phase.state for phase in recording.phases)
        at_first = init["globals:app"]
        self.assertEqual(at_first["loop"], [{"$cycle": True}])
        self.assertEqual(at_first["plain"]["nan"], {"$float": "nan"})
        self.assertEqual(at_first["plain"]["big"], 2**80)
        self.assertEqual(at_first["proxy"], {"$type": "app.Proxy"})
        self.assertEqual(at_first["slotted"]["attributes"], {"a": {"$set": [1, 2]}})
        self.assertEqual(at_first["kinds"], KINDS)
        kept = first["globals:app"]
        self.assertEqual(kept["seen"]["items"], {"$dict": [[1, [1]]]})
        self.assertEqual(kept["cached"], {"cached": 1})
        self.assertEqual(kept["collect"], {"defaults": {"$tuple": [[1]]}})
        self.assertEqual(kept["count"], {"cells": {"n": 1}})
        self.assertEqual(kept["Slotted"], {"shared": [1]})
        self.assertEqual(first["variables"], {"HOME": None, "LEFT": "yes"})
        self.assertEqual(first["folder"], "/")
        self.assertEqual(first["umask"], "0027")
        self.assertEqual(first["logging"]["level"], 40)
        self.assertEqual(first["loggers"], {"app.x": [10, []]})
        self.assertEqual(first["signals"], {"2": "default_int_handler", "10": "handler", **PIPE})
        self.assertEqual(first["path"][-1], "/somewhere")
        self.assertEqual(first["recursion_limit"], 5000)
        self.assertEqual(first["decimal"][0], 5)
        self.assertIn({"name": "left", "daemon": True}, first["threads"])
        self.assertEqual(
            set(second), {"variables", "decimal", "globals:app"}, "only what has changed is told"
        )
        self.assertEqual(second["variables"], {"HOME": None})
        self.assertIsNone(second["decimal"])

    def test_modules_that_tell_of_the_process_change_nothing(self):
        for loaded in ("import _locale, subprocess", "sys.modules.pop('_locale', None)"):
            _, recording = self.run_seen(f"import sys\n{loaded}\ndef handler(*_): pass\n", 1)
            for phase in recording.phases:
                self.assertEqual({"locale", "children"} & set(phase.state), set())

    def test_ends(self):
        source = "import logging, os\ndef handler(event, context):\n    logging.error('x')\n"
        for end in ("os._exit(3)", "raise SystemExit(2)", "os.kill(os.getpid(), 9)"):
            _, recording = self.run_seen(source + "    " + end, 1)
            self.assertEqual(recording.phases[1].logs[0]["message"], "x", end)
            self.assertEqual(recording.phases[1].left, {}, end)
        _, recording = self.run_seen("import logging\nlogging.error('x')\n1/0\n", 1)
        self.assertEqual(recording.phases[0].logs[0]["message"], "x")
        self.assertIn("state", recording.phases[0].left)

    def test_touched(self):
        source = (
            "import os, pathlib\n"
            "import package.inner\n"
            "here = os.path.dirname(__file__)\n"
            "def handler(event, context):\n"
            "    open(here + '/package/data.txt').close()\n"
            "    return [os.path.exists(here + '/asked'), os.path.exists(here + '/missing'),\n"
            "            sorted(os.listdir(here + '/listed')), os.access(here + '/access', 4),\n"
            "            pathlib.Path(here, 'stated').stat().st_size, os.stat in os.supports_fd]\n"
        )
        for name in ("package/__init__.py", "package/inner.py", "package/data.txt", "asked"):
            self.write(name, "")
        for name in ("listed/a", "access", "stated", "never"):
            self.write(name, "")
        outcome, recording = self.run_seen(source, 1, touched=True)
        self.assertEqual(outcome.results, [[True, False, ["a"], True, 0, True]])
        lines = [line for line in recording.lines if line["kind"] == "touched"]
        root = str(self.task) + "/"
        files = {file[len(root) :] for line in lines for file in line["files"]}
        wanted = {"app.py", "package/__init__.py", "package/inner.py", "package/data.txt"}
        wanted |= {"asked", "listed/", "access", "stated"}
        if sys.version_info < (3, 10):
            # A class of pathlib keeps the function that was there when it was made.
            wanted.discard("stated")
            files.discard("stated")
        self.assertEqual(files - {"", "package"}, wanted)
        self.assertIn("package.inner", lines[0]["modules"])

    def test_own_errors_are_notes(self):
        source = "import os\nos.getcwd = os.lstat = os.scandir = None\nhandler = lambda *_: 5\n"
        outcome, recording = self.run_seen(source, 1)
        self.assertEqual(outcome.results, [5])
        self.assertEqual(len(recording.phases), 2)
        outcome, _ = self.run_seen("import os\nos.closerange(3, 2000)\nhandler = lambda *_: 5\n", 1)
        self.assertEqual(outcome.results, [5])

    def test_nothing_of_it_can_be_seen(self):
        source = (
            "import builtins, importlib, logging, os, sys, threading, traceback\n"
            "import inspect\n"
            "def handler(event, context):\n"
            "    names = sorted(name for name in sys.modules if 'warmfront' in name)\n"
            "    stack = [frame.filename for frame in inspect.stack()]\n"
            "    logging.getLogger().callHandlers\n"
            "    call = logging.Logger.callHandlers\n"
            "    threads = [thread.name for thread in threading.enumerate()]\n"
            "    return [names, stack[1:], call.__name__, str(inspect.signature(call)),\n"
            "            call.__module__, vars(call), threads,\n"
            "            sys.path, sys.getrecursionlimit()]\n"
        )
        self.write("app.py", source)
        plain = self.run_ours([event(1), ACCEPTED])
        seen, _ = self.run_seen(source, 1)
        self.assertEqual(plain.results, seen.results)


KINDS = [
    {"$type": "app.Colour", "name": "RED"},
    {"$type": "app.Order", "attributes": {"id": 1, "items": ["x"]}},
    {"$type": "collections.Counter", "items": {"a": 2, "b": 1}},
    {"$type": "collections.OrderedDict", "items": {"a": 1}},
    {"$type": "app.Point", "items": {"$tuple": [1, 2]}},
    {"$bytes": "x"},
    {"$hex": "ff"},
    {"$type": "decimal.Decimal", "value": "1.50"},
    {"$type": "Exception", "items": ["e", 1]},
    {"$type": "range", "value": "range(0, 3)"},
    {"$type": "builtin_function_or_method", "name": "builtins.len"},
    {"$type": "enum.EnumMeta", "name": "app.Colour"},
    {"$type": "module", "name": "logging"},
    {"$dict": [["$x", 1]]},
]
if sys.version_info >= (3, 11):
    KINDS[11] = {"$type": "enum.EnumType", "name": "app.Colour"}
#: Ignored by the interpreter itself.
PIPE = {"13": "ignored", "25": "ignored"}

if __name__ == "__main__":
    unittest.main()
