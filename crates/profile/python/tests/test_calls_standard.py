"""Calls that the standard library makes, on every interpreter."""

import http.client
import inspect
import os
import sqlite3
import sys
import unittest
import urllib.error
import urllib.request
import warnings
from unittest import mock

from calls_run import KEPT, CallsTest, frames_of
from calls_support import Agent


class HttpTest(CallsTest):
    def test_request_is_told_with_line_status_sizes_and_connection(self):
        self.run_user(
            """
            import http.client

            def handler():
                connection = http.client.HTTPConnection(HOST, PORT, timeout=3)
                for body in (None, "12345"):
                    connection.request("POST", "/a?b=c", body)
                    connection.getresponse().read()
                connection.close()
            """
        )
        first, second = self.agent.spans()
        self.assertEqual(
            [first.kind, first.library, first.operation], ["http", "http.client", "POST"]
        )
        self.assertEqual(first.target, f"127.0.0.1:{self.server.port}")
        self.assertEqual([first.line, first.function], [7, "handler"])
        self.assertTrue(first.file.endswith("handler.py"))
        self.assertGreater(first.attributes.pop("connect"), 0)
        self.assertEqual(
            first.attributes,
            {
                "timeout": 3,
                "connection": "new",
                "request_bytes": 0,
                "status": 200,
                "response_bytes": 11,
            },
        )
        self.assertEqual(second.attributes["connection"], "reused")
        self.assertEqual(second.attributes["request_bytes"], 5)
        self.assertNotIn("connect", second.attributes)
        self.assertLessEqual(first.end, second.start)
        self.assertEqual(self.agent.notes(), [])

    def test_urlopen_is_one_span_without_those_below(self):
        answer = self.run_user(
            """
            import urllib.request

            def handler():
                with urllib.request.urlopen(f"http://{HOST}:{PORT}/x") as answer:
                    return answer.read()
            """
        )
        self.assertEqual(answer, b'{"hello":1}')
        (span,) = self.agent.spans()
        self.assertEqual([span.library, span.operation], ["urllib.request", "GET"])
        self.assertEqual(span.attributes["connection"], "new")
        self.assertEqual(span.attributes["timeout"], "none")

    def test_error_keeps_type_status_and_traceback(self):
        source = """
            import urllib.request

            def handler():
                return urllib.request.urlopen(f"http://{HOST}:{PORT}/missing")
            """
        frames = frames_of(urllib.error.HTTPError, lambda: self.run_user(source))
        (span,) = self.agent.spans()
        self.assertEqual([span.error, span.attributes["status"]], ["HTTPError", 404])
        self.assertEqual(frames[:6], [*frames[:4], "urlopen", *KEPT, "open"][:6])
        self.assertEqual(frames.count("wrapper"), len(KEPT))

    def test_nothing_listens(self):
        source = """
            import http.client

            def handler():
                http.client.HTTPConnection(HOST, 1).request("GET", "/")
            """
        with self.assertRaises(ConnectionRefusedError):
            self.run_user(source)
        (span,) = self.agent.spans()
        self.assertEqual(span.error, "ConnectionRefusedError")
        self.assertIsNone(self.agent.calls.current())

    def test_file_addresses_are_no_calls(self):
        self.run_user(
            """
            import urllib.request

            def handler():
                urllib.request.urlopen("data:,x").read()
            """
        )
        self.assertEqual(self.agent.spans(), [])


class LookTest(CallsTest):
    def test_wrappers_look_like_what_they_wrap(self):
        request = http.client.HTTPConnection.request
        self.assertEqual(request.__name__, "request")
        self.assertEqual(request.__qualname__, "HTTPConnection.request")
        self.assertEqual(request.__module__, "http.client")
        self.assertEqual(
            list(inspect.signature(request).parameters),
            ["self", "method", "url", "body", "headers", "encode_chunked"],
        )
        self.assertIn("def request", inspect.getsource(request))

    def test_mocks_of_patched_methods_work_and_are_taken_back(self):
        before = http.client.HTTPConnection.request
        with mock.patch.object(http.client.HTTPConnection, "request", autospec=True) as request:
            http.client.HTTPConnection("127.0.0.1").request("GET", "/")
            self.assertEqual(request.call_count, 1)
        self.assertIs(http.client.HTTPConnection.request, before)
        self.assertEqual(self.agent.spans(), [])

    def test_warnings_blame_the_line_that_they_would_blame_without(self):
        class Owner:
            def ask(self):
                warnings.warn("deprecated", stacklevel=2)

        self.agent.calls.client(Owner, "ask", "library", "ask")
        user = self.agent.user(
            """
            def handler(owner):
                owner.ask()
            """
        )
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            user["handler"](Owner())
        self.assertEqual(caught[0].filename, user["__file__"])
        self.assertEqual(len(self.agent.spans()), 1)

    def test_contexts_have_nothing_of_the_agent_outside_of_calls(self):
        import contextvars

        self.run_user(
            """
            import urllib.request

            def handler():
                urllib.request.urlopen(f"http://{HOST}:{PORT}/x").read()
            """
        )
        self.assertNotIn("warmfront", [each.name for each in contextvars.copy_context()])

    def test_a_failing_patch_is_noted_once_and_calls_go_on(self):
        class Owner:
            def ask(self):
                return 5

        def before(args, kwargs):
            raise LookupError("unexpected")

        self.agent.calls.around(Owner, "ask", "http", "library", before)
        self.agent.calls.around(Owner, "absent", "http", "library", before)
        self.assertEqual([Owner().ask(), Owner().ask()], [5, 5])
        self.assertEqual(len(self.agent.notes()), 2)
        self.assertIn("LookupError: unexpected", "".join(self.agent.notes()))
        self.assertIn("absent is not as expected", "".join(self.agent.notes()))

    def test_tracebacks_are_those_of_a_run_without(self):
        class Owner:
            def outer(self, function):
                return self.inner(function)

            def inner(self, function):
                return function()

        def fail():
            raise LookupError

        plain = frames_of(LookupError, lambda: Owner().outer(fail))
        for name in ("outer", "inner"):
            self.agent.calls.client(Owner, name, "library", name)
        traced = frames_of(LookupError, lambda: Owner().outer(fail))
        self.assertEqual(plain, ["frames_of", "<lambda>", "outer", "inner", "fail"])
        self.assertEqual(traced, [*plain[:2], *KEPT, *plain[2:]])
        self.assertEqual([span.error for span in self.agent.spans()], ["LookupError"] * 2)


class LinesTest(CallsTest):
    def test_installed_packages_below_the_task_root_are_not_the_users(self):
        root = self.agent.root
        os.makedirs(os.path.join(root, "library-1.0.dist-info"))
        with open(os.path.join(root, "library-1.0.dist-info", "RECORD"), "w") as file:
            file.write("library/__init__.py,sha256=x,1\nsingle.py,,\n../bin/x,,\n")
        os.makedirs(os.path.join(root, "library"))
        library = self.agent.user(
            """
            import urllib.request
            def fetch(port):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/x").read()
            """,
            os.path.join("library", "__init__.py"),
        )
        self.agent.user("", "single.py")
        user = self.agent.user(
            """
            def handler(fetch, port):
                fetch(port)
            """
        )
        user["handler"](library["fetch"], self.server.port)
        (span,) = self.agent.spans()
        self.assertEqual([span.file, span.line], [user["__file__"], 3])
        lines = self.agent.calls.lines
        self.assertEqual(lines._verdict(os.path.join(root, "single.py")), 0)
        self.assertEqual(lines._verdict(os.path.join(root, "other.py")), 1)
        self.assertEqual(lines._verdict(os.path.join(root, "site-packages", "other.py")), 0)
        self.assertEqual(lines._verdict("/elsewhere/handler.py"), 0)


class SqliteTest(CallsTest):
    def test_statements_are_told_and_results_are_the_same(self):
        rows, connection, cursor = self.run_user(
            """
            import sqlite3

            def handler():
                connection = sqlite3.connect(":memory:")
                connection.execute("CREATE TABLE orders (id INTEGER, name TEXT)")
                connection.executemany("INSERT INTO orders VALUES (?, ?)", [(1, "a"), (2, "b")])
                connection.commit()
                rows = connection.execute("SELECT * FROM orders WHERE id = 2").fetchall()
                return rows, connection, connection.cursor()
            """
        )
        self.assertEqual(rows, [(2, "b")])
        self.assertIsInstance(connection, sqlite3.Connection)
        self.assertIsInstance(cursor, sqlite3.Cursor)
        self.assertTrue(repr(connection).startswith("<sqlite3.Connection object at"))
        with self.assertRaises(AttributeError):
            connection.attribute = 1
        with self.assertRaises(AttributeError):
            cursor.attribute = 1
        told = [(span.kind, span.operation, span.target, span.line) for span in self.agent.spans()]
        self.assertEqual(
            told,
            [
                ("connect", "connect", ":memory:", 5),
                ("sql", "CREATE", "orders", 6),
                ("sql", "INSERT", "orders", 7),
                ("sql", "COMMIT", "", 8),
                ("sql", "SELECT", "orders", 9),
            ],
        )
        select = self.agent.spans()[-1].attributes
        self.assertEqual(select["statement"], "SELECT * FROM orders WHERE id = ?")
        self.assertEqual(self.agent.notes(), [])
        connection.close()

    def test_classes_of_the_users_own_stay_theirs(self):
        class Connection(sqlite3.Connection):
            pass

        class Cursor(sqlite3.Cursor):
            def execute(self, *arguments):
                self.executed = True
                return super().execute(*arguments)

        connection = sqlite3.connect(":memory:", factory=Connection)
        self.assertIs(type(connection), Connection)
        cursor = connection.cursor(Cursor)
        self.assertIs(type(cursor), Cursor)
        cursor.execute("SELECT 1")
        self.assertTrue(cursor.executed)
        self.assertEqual(sum(span.operation == "SELECT" for span in self.agent.spans()), 1)
        self.assertTrue(connection.execute("SELECT 2").fetchone(), (2,))
        connection.close()

    def test_errors_are_sqlites_own(self):
        connection = sqlite3.connect(":memory:")
        frames = frames_of(
            sqlite3.OperationalError, lambda: connection.execute("SELECT * FROM absent")
        )
        self.assertEqual(frames, ["frames_of", "<lambda>", *KEPT])
        self.assertEqual(self.agent.spans()[-1].error, "OperationalError")
        with self.assertRaises(TypeError):
            sqlite3.connect()
        connection.close()


class ProcessTest(CallsTest):
    def test_a_process_goes_on_until_its_end_is_seen(self):
        status = self.run_user(
            """
            import subprocess
            import sys
            import urllib.request

            def handler():
                process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
                urllib.request.urlopen(f"http://{HOST}:{PORT}/x").read()
                process.communicate(b"secret")
                return subprocess.run("exit 3 # secret", shell=True).returncode
            """
        )
        self.assertEqual(status, 3)
        first, request, second = self.agent.spans()
        self.assertEqual((first.kind, first.operation, first.line), ("process", "Popen", 7))
        self.assertEqual(first.target, os.path.basename(sys.executable))
        self.assertLess(first.start, request.start)
        self.assertLess(request.end, first.end)
        self.assertIsNone(request.parent)
        self.assertEqual((second.target, second.line), ("exit", 10))
        self.assertEqual(self.agent.notes(), [])

    def test_a_program_that_is_not_there(self):
        source = """
            import subprocess

            def handler():
                subprocess.run(["/absent/program"])
            """
        with self.assertRaises(FileNotFoundError):
            self.run_user(source)
        (span,) = self.agent.spans()
        self.assertEqual((span.target, span.error), ("program", "FileNotFoundError"))

    def test_asyncio_tells_the_end(self):
        self.run_user(
            """
            import asyncio
            import sys

            async def main():
                process = await asyncio.create_subprocess_exec(sys.executable, "-c", "pass")
                await process.wait()

            def handler():
                asyncio.run(main())
            """
        )
        (span,) = self.agent.spans()
        self.assertEqual((span.kind, span.line), ("process", 6))


class StatementTest(unittest.TestCase):
    def setUp(self):
        agent = Agent()
        self.addCleanup(agent.close)
        self.statement = agent.load("warmfront_calls_sql").statement

    def check(self, text, operation, table, kept):
        known = self.statement(text)
        self.assertEqual((known.operation, known.table, known.text), (operation, table, kept))

    def test_literals_are_left_out(self):
        self.check(
            "select a1, 'it''s' from  t where x = 5.5e3 and y in (1,2)",
            "SELECT",
            "t",
            "select a1, ? from t where x = ? and y in (?,?)",
        )

    def test_placeholders_stay(self):
        self.check(
            "UPDATE s.t SET a = $1, b = :2, c = %(x)s",
            "UPDATE",
            "s.t",
            "UPDATE s.t SET a = $1, b = :2, c = %(x)s",
        )

    def test_comments_and_names_in_quotes(self):
        self.check(
            '-- x\n/* y */ (SELECT 1 FROM "a b"."c")',
            "SELECT",
            "a b.c",
            '-- x /* y */ (SELECT ? FROM "a b"."c")',
        )

    def test_with_is_what_it_leads_to(self):
        self.check(
            "WITH x AS (SELECT a FROM b) DELETE FROM c",
            "DELETE",
            "b",
            "WITH x AS (SELECT a FROM b) DELETE FROM c",
        )
        self.check(
            "WITH x AS (SELECT a FROM b) SELECT a FROM x",
            "SELECT",
            "b",
            "WITH x AS (SELECT a FROM b) SELECT a FROM x",
        )

    def test_nothing(self):
        self.check("", "", "", "")


if __name__ == "__main__":
    unittest.main()
