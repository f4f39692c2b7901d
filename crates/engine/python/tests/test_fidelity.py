"""AWS's client and ours, given the same function and the same responses, do the same.

Compared: every request (path, body, the headers that carry meaning), everything on standard output
with times masked, the last line on standard error, and the exit status.
"""

import json
import re
import sys
import tempfile
import unittest

from fake_api import ACCEPTED, AWSLAMBDARIC, ClientTest, event, response

#: Request headers that the platform reads.
HEADERS = [
    "content-type",
    "lambda-runtime-function-error-type",
    "lambda-runtime-function-xray-error-cause",
    "lambda-runtime-invocation-id",
]
HAS_SNAPSTART = sys.version_info >= (3, 9)
HAS_CLIENT_4_2 = sys.version_info >= (3, 10)


def invocations(*bodies, **options):
    """Returns the responses that hand out events and accept what comes of them."""
    return [part for body in bodies for part in (event(body, **options), ACCEPTED)]


@unittest.skipUnless(AWSLAMBDARIC, "WARMFRONT_TEST_AWSLAMBDARIC is not set")
class FidelityTest(ClientTest, unittest.TestCase):
    maxDiff = None

    def compare(self, responses, stderr=True, **options):
        """Runs both clients, requires them to agree and returns what ours did."""
        theirs = self.run_aws(list(responses), **options)
        ours = self.run_ours(list(responses), **options)
        for one, other in zip(_requests(ours), _requests(theirs)):
            self.assertEqual(one, other)
        self.assertEqual(len(ours.requests), len(theirs.requests))
        self.assertEqual(_without_aws_frames(ours), _without_aws_frames(theirs))
        self.assertEqual(ours.status, theirs.status)
        if stderr:
            self.assertEqual(_last_line(ours.stderr), _last_line(theirs.stderr))
        return ours

    def compare_source(self, source, *bodies, **options):
        """Compares with `source` as the handler's module and one invocation per body."""
        self.write("app.py", source)
        return self.compare(invocations(*(bodies or (1,))), **options)

    # Results.

    def test_results_are_written_alike(self):
        self.write(
            "app.py",
            "import collections, decimal, enum, typing\n"
            "D = decimal.Decimal\n"
            "Point = collections.namedtuple('Point', 'x y')\n"
            "class Row(dict):\n"
            "    def _asdict(self): return {'as': 'dict'}\n"
            "class Bad:\n"
            "    def _asdict(self): return 3\n"
            "class Needs:\n"
            "    def _asdict(self, what): return {}\n"
            "class Own(int):\n"
            "    def __repr__(self): return 'own'\n"
            "class OwnFloat(float):\n"
            "    def __repr__(self): return 'own'\n"
            "class Text(str): pass\n"
            "class Keys(dict):\n"
            "    def items(self): return [('from', 'items')]\n"
            "class Level(enum.IntEnum):\n"
            "    HIGH = 3\n"
            "class Colour(str, enum.Enum):\n"
            "    RED = 'red'\n"
            "class Plain(enum.Enum):\n"
            "    A = 1\n"
            "cycle = {'a': []}\n"
            "cycle['a'].append({'b': cycle})\n"
            "tree = {'kids': [{'d': D(1)} for _ in range(40)]}\n"
            "for kid in tree['kids']: kid['parent'] = tree\n"
            "deep = D(1)\n"
            "for _ in range(60): deep = [deep]\n"
            "nested = []\n"
            "for _ in range(300): nested = {'a': [nested]}\n"
            f"CASES = {RESULTS}\n"
            "def handler(event, context):\n"
            "    return eval(CASES[event])\n",
        )
        ours = self.compare(invocations(*range(len(RESULTS))))
        self.assertEqual(len(ours.posts), len(RESULTS))

    def test_results_are_written_alike_by_older_runtimes(self):
        self.write("app.py", "def handler(event, context):\n    return ['\\U0001f600', event]\n")
        self.compare(invocations("ü"), env={"AWS_EXECUTION_ENV": "AWS_Lambda_python3.11"})
        self.compare(invocations("ü"), env={"AWS_EXECUTION_ENV": None})

    def test_lone_surrogate_in_a_result(self):
        self.compare_source("def handler(event, context):\n    return '\\ud800'\n")

    # Events.

    def test_events_are_parsed_alike(self):
        self.write(
            "app.py", "def handler(event, context):\n    return [type(event).__name__, event]\n"
        )
        self.compare(invocations(*EVENTS))

    def test_event_of_another_type_is_bytes(self):
        self.write("app.py", "def handler(event, context):\n    return [repr(event)]\n")
        for content_type in ("text/plain", "application/json; charset=utf-8", "Application/JSON"):
            with self.subTest(content_type=content_type):
                self.compare(invocations(b'{"a": 1}', content_type=content_type))

    # Context.

    def test_context_is_alike(self):
        self.write(
            "app.py",
            "import os\n"
            "def handler(event, context):\n"
            "    left = context.get_remaining_time_in_millis()\n"
            "    context.log('said by context.log\\n')\n"
            "    context.log({'a': 1})\n"
            "    names = ['aws_request_id', 'log_group_name', 'log_stream_name', 'function_name',\n"
            "             'memory_limit_in_mb', 'function_version', 'invoked_function_arn']\n"
            "    return [{n: getattr(context, n) for n in names}, type(left).__name__,\n"
            "            left > 10**9,\n"
            "            type(context).__name__, repr(context.client_context),\n"
            "            repr(context.identity), context.identity.cognito_identity_id,\n"
            "            context.client_context and context.client_context.client\n"
            "            and context.client_context.client.app_title,\n"
            "            os.environ.get('_X_AMZN_TRACE_ID'),\n"
            + (
                "            repr(context), context.w3c(), context.tenant_id,\n"
                "            sorted(vars(context)),\n"
                if HAS_CLIENT_4_2
                else ""
            )
            + "    ]\n",
        )
        headers = [
            [],
            ["Lambda-Runtime-Trace-Id: Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700"],
            ["Lambda-Runtime-Aws-Tenant-Id: blue", "Lambda-Runtime-Invocation-Id: inv-7"],
            ['Lambda-Runtime-Client-Context: {"custom": {"k": "é"}, "client": {"app_title": "T"}}'],
            [W3C_CONTEXT] if HAS_CLIENT_4_2 else [],
            ['Lambda-Runtime-Client-Context: {"w3c": [1]}'] if HAS_CLIENT_4_2 else [],
            ['Lambda-Runtime-Cognito-Identity: {"cognitoIdentityId": "i", "x": 1}'],
            [COGNITO_IDENTITY],
            ["Lambda-Runtime-Client-Context: {"],
            ["Lambda-Runtime-Cognito-Identity: nothing"],
        ]
        responses = []
        for one in headers:
            responses += [event({}, *one), ACCEPTED]
        self.compare(responses)

    # Errors of invocations.

    def test_errors_are_told_alike(self):
        self.write("deeper.py", "def fail(what):\n    raise what\n")
        self.write(
            "app.py",
            "import deeper\n"
            "class Custom(Exception):\n"
            "    def __str__(self): return 'héllo \\u2192\\nsecond  line'\n"
            "def recurse(n): return recurse(n + 1)\n"
            "def chained():\n"
            "    try:\n"
            "        1 / 0\n"
            "    except ZeroDivisionError as error:\n"
            "        raise KeyError('k') from error\n"
            "def handler(event, context):\n"
            "    if event == 0: raise ValueError\n"
            "    if event == 1: deeper.fail(Custom())\n"
            "    if event == 2: chained()\n"
            "    if event == 3: return eval('1 +')\n"
            "    if event == 4: import no_such_module\n"
            "    if event == 5: return recurse(0)\n"
            "    if event == 6: raise StopIteration('x')\n"
            "    if event == 7: assert False\n"
            "    if event == 8: exec(compile('\\n\\nraise OSError(2, \"no\")', '<made>', 'exec'))\n"
            "    return (\n"
            "        [1, 2],\n"
            "        missing_name)\n",
        )
        self.compare(invocations(*range(10), content_type="application/json"))

    def test_handler_that_cannot_be_called(self):
        self.compare_source("handler = 3\n")
        self.compare_source("def handler(): pass\n")

    def test_handler_in_a_file_named_bootstrap(self):
        self.write("other.py", "def fail(): 1 / 0\n")
        self.write(
            "lib/bootstrap.py",
            "import other\ndef handler(event, context): other.fail()\n",
        )
        self.compare(invocations(1), handler="lib/bootstrap.handler")

    def test_huge_error_has_no_cause_header(self):
        self.write("app.py", "def handler(event, context):\n    raise ValueError('x' * 1100000)\n")
        theirs = self.run_aws(invocations(1))
        ours = self.run_ours(invocations(1))
        self.assertEqual(ours.posts[0].body, theirs.posts[0].body)
        self.assertFalse(ours.posts[0].headers.get(HEADERS[2]))
        self.assertFalse(theirs.posts[0].headers.get(HEADERS[2]))

    def test_exits_in_the_handler(self):
        for statement in (
            "sys.exit(3)",
            "sys.exit()",
            "sys.exit('bye')",
            "raise KeyboardInterrupt",
            "os._exit(4)",
            "os.kill(os.getpid(), 15)",
        ):
            with self.subTest(statement):
                self.compare_source(
                    f"import os, sys\ndef handler(event, context):\n    {statement}\n"
                )

    def test_threads_left_behind_are_waited_for_at_exit(self):
        self.compare_source(
            "import sys, threading\n"
            "gate = threading.Event()\n"
            "def work():\n"
            "    gate.wait()\n"
            "    print('worked', flush=True)\n"
            "def handler(event, context):\n"
            "    threading.Thread(target=work).start()\n"
            "    threading.Timer(0.01, gate.set).start()\n"
            "    sys.exit(5)\n"
        )

    def test_rejected_answers(self):
        for status in ("413 Too Large", "400 Bad Request", "403 Forbidden", "500 Oops"):
            for body in ("    return 1\n", "    raise ValueError('x')\n"):
                with self.subTest(status=status, body=body):
                    self.write("app.py", "def handler(event, context):\n" + body)
                    refusal = response(status, b'{"errorMessage": "no"}')
                    theirs = self.run_aws([event(1), refusal])
                    ours = self.run_ours([event(1), refusal])
                    self.assertEqual((theirs.status, ours.status), (1, 1))
                    if HAS_CLIENT_4_2:
                        self.assertEqual(ours.masked_stdout(), theirs.masked_stdout())
                    self.assertEqual(_last_line(ours.stderr), _last_line(theirs.stderr))

    def test_any_status_of_success_is_accepted(self):
        self.write("app.py", "def handler(event, context):\n    return 1 / event\n")
        accepted = response("200 OK", b"{}", "Content-Type: application/json")
        self.compare([event(0), accepted, event(1), accepted])

    def test_refused_next(self):
        self.write("app.py", "def handler(event, context):\n    return 1\n")
        refusal = response("500 Oops", b"{}", "Content-Type: application/json")
        theirs = self.run_aws([refusal])
        ours = self.run_ours([refusal])
        self.assertEqual((theirs.status, ours.status), (1, 1))
        self.assertEqual(ours.masked_stdout(), theirs.masked_stdout())

    # Errors of init.

    def test_init_errors_are_told_alike(self):
        for name, source in INIT_ERRORS.items():
            with self.subTest(name):
                self.write("app.py", source)
                self.compare([ACCEPTED])
                self.compare([ACCEPTED], env={"AWS_LAMBDA_LOG_FORMAT": "JSON"})

    def test_handler_names(self):
        self.write("app.py", "class A:\n    b = print\ndef handler(event, context): return 1\n")
        self.write("pkg/__init__.py", "")
        self.write("pkg/mod.py", "def handler(event, context): return __name__\n")
        importable = ("pkg/mod.handler", "pkg.mod.handler")
        for handler in (
            *importable,
            "app",
            "app.A.b",
            "",
            "app.missing",
            "sys.exit",
            "time.sleep",
            "posix.x.y",
            "nowhere.handler",
            "pkg/nowhere.handler",
            "./app.handler",
            ".app.handler",
            "pkg.mod.",
        ):
            with self.subTest(handler):
                responses = invocations(1) if handler in importable else [ACCEPTED]
                self.compare(responses, handler=handler)

    def test_refused_init_error(self):
        self.write("app.py", "1 / 0\n")
        refusal = response("403 Forbidden", b"{}")
        theirs = self.run_aws([refusal])
        ours = self.run_ours([refusal])
        self.assertEqual((theirs.status, ours.status), (1, 1))

    def test_exits_during_init(self):
        self.compare_source("import sys\nsys.exit(7)\n")
        self.compare_source("raise KeyboardInterrupt\n")

    # Logs.

    def test_logs_are_alike(self):
        for env in LOG_SETTINGS:
            with self.subTest(**env):
                self.write("app.py", LOGGING_FUNCTION)
                responses = [
                    event(1, request_id="r-1"),
                    ACCEPTED,
                    event(2, request_id="r-2"),
                    ACCEPTED,
                ]
                self.compare(responses, env=env)

    def test_prints_and_redirected_output(self):
        self.compare_source(
            "import contextlib, io, sys, logging\n"
            "def handler(event, context):\n"
            "    print('a', 'b', sep='', end='')\n"
            "    sys.stdout.writelines(['c', 'd\\n'])\n"
            "    print('to stderr', file=sys.stderr)\n"
            "    caught = io.StringIO()\n"
            "    with contextlib.redirect_stdout(caught):\n"
            "        logging.warning('caught')\n"
            "        context.log('too')\n"
            "    with sys.stdout as out:\n"
            "        result = out.write('x\\n')\n"
            "    return [len(caught.getvalue()), result, type(sys.stdout).__name__,\n"
            "            sys.stdout.encoding, sys.stdout.fileno()]\n"
        )

    def test_telemetry_frames_are_alike(self):
        for env in LOG_SETTINGS:
            frames = []
            for run in (self.run_aws, self.run_ours):
                self.write("app.py", LOGGING_FUNCTION)
                with tempfile.TemporaryFile() as file:
                    options = {"_LAMBDA_TELEMETRY_LOG_FD": str(file.fileno()), **env}
                    run(invocations(1, 2), env=options, fds=(file.fileno(),))
                    file.seek(0)
                    frames.append(_masked_frames(file.read()))
            with self.subTest(**env):
                self.assertTrue(frames[0])
                self.assertEqual(frames[1], frames[0])

    # SnapStart.

    @unittest.skipUnless(HAS_SNAPSTART, "the client for this version has no SnapStart")
    def test_snapshot_hooks_are_alike(self):
        env = {"AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start"}
        restored = response("200 OK", b"{}")
        good = (
            "from snapshot_restore_py import register_before_snapshot, register_after_restore\n"
            "import snapshot_restore_py as s\n"
            "seen = []\n"
            "@register_before_snapshot\n"
            "def one(): seen.append('before 1')\n"
            "register_before_snapshot(seen.append, 'before 2')\n"
            "register_after_restore(lambda a, b=0: seen.append([a, b]), 'after 1', b=5)\n"
            "@register_after_restore\n"
            "def two(): seen.append('after 2')\n"
            "def handler(event, context):\n"
            "    return [seen, one(), s.__all__, s.__version__]\n"
        )
        cases = {
            "good": (good, [restored, event(1), ACCEPTED]),
            "no hooks": ("def handler(e, c): return 1\n", [restored, event(1), ACCEPTED]),
            "before fails": (good + "register_before_snapshot(lambda: 1 / 0)\n", [ACCEPTED]),
            "before exits": (good + "register_before_snapshot(exit)\n", [ACCEPTED]),
            "after fails": (good + "register_after_restore(lambda: 1 / 0)\n", [restored, ACCEPTED]),
            "after exits": (
                good + "import sys\nregister_after_restore(sys.exit, 9)\n",
                [restored, ACCEPTED],
            ),
        }
        for name, (source, responses) in cases.items():
            with self.subTest(name):
                self.write("app.py", source)
                self.compare(responses, env=env)

    # The interpreter at the time when the handler's module is imported.

    def test_loaded_modules_are_the_same(self):
        self.write(
            "app.py",
            "import sys\nMODULES = sorted(sys.modules)\n"
            "def handler(event, context):\n    return MODULES\n",
        )
        foreign = ("awslambdaric", "runtime_client", "simplejson", "snapshot_restore_py")
        theirs, ours = (
            {name for name in run(invocations(1)).results[0] if name.split(".")[0] not in foreign}
            for run in (self.run_aws, self.run_ours)
        )
        self.assertEqual(ours, theirs)

    def test_interpreter_looks_the_same(self):
        self.write(
            "app.py",
            "import logging, os, sys, threading\n"
            "def handler(event, context):\n"
            "    own = ('PYTHONPATH',)\n"
            "    return {\n"
            "        'path': [p for p in sys.path if 'site-pack' not in p][:6],\n"
            "        'env': sorted(n for n in os.environ if n not in own),\n"
            "        'cwd': os.getcwd(),\n"
            "        'threads': len(threading.enumerate()),\n"
            "        'main': threading.current_thread() is threading.main_thread(),\n"
            "        'handlers': [type(h).__name__ for h in logging.getLogger().handlers],\n"
            "        'level': logging.getLogger().level,\n"
            "        'name': __name__, 'file': __file__, 'bytecode': sys.dont_write_bytecode,\n"
            "        'streams': [type(sys.stdout).__name__, type(sys.stderr).__name__],\n"
            "    }\n",
        )
        theirs = self.run_aws(invocations(1)).results[0]
        ours = self.run_ours(invocations(1)).results[0]
        aws_folder = str(AWSLAMBDARIC)
        theirs["path"] = [p for p in theirs["path"] if p != aws_folder]
        length = min(len(ours["path"]), len(theirs["path"]))
        ours["path"], theirs["path"] = ours["path"][:length], theirs["path"][:length]
        self.assertEqual(ours, theirs)

    def test_site_files_of_the_task_root_count(self):
        self.write("extra/found.py", "WHAT = 'found'\n")
        self.write("some.pth", str(self.task / "extra") + "\n")
        self.compare_source(
            "import found\ndef handler(event, context):\n    return found.WHAT\n",
        )


def _requests(outcome):
    return [
        (
            request.method,
            request.path,
            # The order of the files is that of a set.
            {
                name: _json_or_text(request.headers[name])
                for name in HEADERS
                if name in request.headers
            },
            _body(request),
        )
        for request in outcome.requests
    ]


def _body(request):
    """Returns the body, of an error without the frames of AWS's client, which ours never shows."""
    if not request.path.endswith("/error"):
        return request.body
    error = json.loads(request.body)
    error["stackTrace"] = [frame for frame in error["stackTrace"] if "/awslambdaric/" not in frame]
    return json.dumps(error)


def _without_aws_frames(outcome):
    text = outcome.masked_stdout()
    return re.sub("\\r\\N{NO-BREAK SPACE}+File [^\\r]*/awslambdaric/[^\\r]*\\r[^\\r\\n]*", "", text)


def _json_or_text(text):
    try:
        value = json.loads(text)
    except ValueError:
        return text
    if isinstance(value, dict) and "paths" in value:
        value["paths"] = sorted(path for path in value["paths"] if "/awslambdaric/" not in path)
        for exception in value["exceptions"]:
            exception["stack"] = [
                frame for frame in exception["stack"] if "/awslambdaric/" not in frame["path"]
            ]
    return value


def _last_line(text):
    lines = text.splitlines()
    return lines[-1] if lines else ""


def _masked_frames(data):
    """Returns the type and the text of every frame, times masked."""
    frames = []
    while data:
        length = int.from_bytes(data[4:8], "big")
        text = data[16 : 16 + length].decode()
        text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z", "TIME", text)
        frames.append((data[:4].hex(), text))
        data = data[16 + length :]
    return frames


W3C_CONTEXT = (
    'Lambda-Runtime-Client-Context: {"env": {"a": "b"}, "w3c": {"traceparent": "00-1",'
    ' "tracestate": 5, "other": "x", "baggage": "k=v"}}'
)
COGNITO_IDENTITY = (
    'Lambda-Runtime-Cognito-Identity: {"cognitoIdentityId": "i", "cognitoIdentityPoolId": "p"}'
)

#: Expressions in the function of `test_results_are_written_alike`.
RESULTS = [
    "None",
    "True",
    "0",
    "-12345678901234567890123",
    "1.5",
    "[1e100, -0.0, 1e16, 0.1, 5e-324]",
    "float('nan')",
    "[float('inf'), -float('inf')]",
    "''",
    "'a\"b\\\\c/\\n\\r\\t\\b\\f\\x00\\x1f\\x7f\\u2028é\\U0001f600'",
    "{}",
    "[]",
    "()",
    "{'a': [], 'b': {}, 'c': ()}",
    "{'b': 1, 'a': [1, 2, {'x': None}]}",
    "b'raw \\xff bytes'",
    "[b'text', b'\\xc3\\xa9', b'']",
    "[b'\\xff']",
    "bytearray(b'x')",
    "[bytearray(b'x')]",
    "[memoryview(b'x')]",
    "D('1.10')",
    "[D('1.10'), D('-0'), D('1E+5'), D('1e-9'), D(10) ** 40]",
    "[D('NaN'), D('sNaN'), D('-NaN'), D('Infinity'), D('-Infinity')]",
    "{'deep': {'price': D('9.99'), 'plain': [1, 'x', None, True, 2.5, False]}}",
    "Point(1, 2)",
    "[Point(1, [Point(D(3), b'x')]), (1, 2)]",
    "{'p': Point}",
    "Row(a=1)",
    "Bad()",
    "[Needs()]",
    "Needs()",
    "Own(7)",
    "[Own(7), OwnFloat(7.5), Text('t'), True]",
    "{Own(7): 1, OwnFloat(7.5): 2, Text('t'): 3}",
    "Text('top')",
    "Keys(a=1)",
    "[Keys(a=1), D(1)]",
    "Level.HIGH",
    "[Level.HIGH, Colour.RED]",
    "{Level.HIGH: Colour.RED, Colour.RED: Level.HIGH}",
    "Plain.A",
    "{1: 'a', '1': 'b', 1.5: 'c', None: 'd', True: 'e', float('nan'): 'f', -float('inf'): 'g'}",
    "{b'key': 1}",
    "{b'\\xff': 1}",
    "{(1, 2): 1}",
    "{'a': {(1, 2): 1}, 'd': D(1)}",
    "collections.OrderedDict([('z', 1), ('a', 2)])",
    "collections.defaultdict(list, a=[1])",
    "collections.Counter('aab')",
    "collections.deque([1])",
    "{'s': {1, 2}}",
    "object",
    "(x for x in [1])",
    "lambda: 1",
    "1j",
    "...",
    "NotImplemented",
    "range(3)",
    "{}.keys()",
    "Exception('x')",
    "context",
    "cycle",
    "tree",
    "deep",
    "nested",
    "10 ** 5000",
    "[10 ** 5000]",
    "__import__('datetime').datetime(2026, 1, 2)",
    "__import__('uuid').UUID(int=1)",
    "__import__('fractions').Fraction(1, 3)",
    "__import__('types').SimpleNamespace(a=1)",
    "__import__('array').array('i', [1, 2])",
    "__import__('unittest.mock').mock.Mock(spec=[])",
    "{'m': __import__('unittest.mock').mock.MagicMock()}",
]

EVENTS = [
    b'{"a": [1, 2.5, -3e2, true, false, null, "x"]}',
    b"1",
    b'"text"',
    b"null",
    b" \n\t[ ] \r\n",
    b"1.0",
    b"12345678901234567890",
    b"1E400",
    b"-0",
    '"é\U0001f600"'.encode(),
    b'"\\ud83d\\ude00 \\u00e9 \\/ \\b\\f\\n\\r\\t\\\\ \\""',
    b'{"a": 1, "a": 2}',
    b'\xef\xbb\xbf{"bom": 1}',
    b"",
    b"[1",
    b"[1 2]",
    b"[",
    b"[1, 2, x]",
    b'{"a" 1}',
    b'{"a": 1',
    b'{"a": [1, {"b": "]"} 3]}',
    b'{"a": 1 "b": 2}',
    b"nul",
    b"NaN",
    b'{"NaN": [1, -Infinity]}',
    b"\xff",
    b'"open',
    b"\x00",
]
if HAS_SNAPSTART:  # older versions of simplejson word these differently
    RESULTS.append("{D('1.5'): 1}")
    EVENTS += [b"{", b"{1: 2}", b'{"a": 1, 2}']

INIT_ERRORS = {
    "missing module": "import no_such_module_here\n",
    "missing name": "from os import no_such_name\n",
    "exception": "def f():\n    raise ValueError('at init')\nf()\n",
    "exception without text": "raise LookupError\n",
    "exception with odd text": "raise RuntimeError('first\\n   second\\n\\n third ')\n",
    "syntax error": "def handler(:\n    pass\n",
    "indentation error": "def handler():\npass\n",
    "null bytes": "x = '\\0'\n\0\n",
    "attribute error": "import os\nos.nothing\n",
    "own import error": "raise ImportError('mine')\n",
    "system error": "raise MemoryError('m')\n",
}

LOG_SETTINGS = [
    {},
    {"AWS_LAMBDA_LOG_LEVEL": "DEBUG"},
    {"AWS_LAMBDA_LOG_LEVEL": "trace"},
    {"AWS_LAMBDA_LOG_LEVEL": "TRACE"},
    {"AWS_LAMBDA_LOG_LEVEL": "WARN"},
    {"AWS_LAMBDA_LOG_LEVEL": "FATAL"},
    {"AWS_LAMBDA_LOG_LEVEL": "nonsense"},
    {"AWS_LAMBDA_LOG_FORMAT": "Text", "AWS_LAMBDA_LOG_LEVEL": "INFO"},
    {"AWS_LAMBDA_LOG_FORMAT": "JSON"},
    {"AWS_LAMBDA_LOG_FORMAT": "json", "AWS_LAMBDA_LOG_LEVEL": "INFO"},
]

LOGGING_FUNCTION = (
    "import logging\n"
    "log = logging.getLogger('mine')\n"
    "log.warning('at init')\n"
    "def handler(event, context):\n"
    "    log.debug('debug')\n"
    "    log.info('info %s', event)\n"
    "    log.warning('warning é')\n"
    "    log.error('error', extra={'number': 5, 'name_': 'x', 'nothing': None})\n"
    "    logging.critical('critical')\n"
    "    log.log(35, 'between')\n"
    "    log.log(5, 'low')\n"
    "    log.log(99, 'high')\n"
    "    try:\n"
    "        {}['missing']\n"
    "    except KeyError:\n"
    "        log.exception('caught')\n"
    "    logging.getLogger().setLevel('INFO')\n"
    "    log.info('now info')\n"
    + (
        "    log.warning({'a': 1, 'b': {1, }})\n"
        "    log.warning('extra', extra={'odd': print, 'level': 'mine', 'taskName': 'k'})\n"
        if sys.version_info >= (3, 9)
        else ""
    )
    + "    if event == 2: raise ValueError('a\\n  b')\n"
    "    return event\n"
)


if __name__ == "__main__":
    unittest.main()
