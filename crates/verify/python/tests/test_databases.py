"""Calls to databases are seen, with what is asked of them."""

import os
import sys
import unittest

from witness_run import FOLDER, WitnessTest

# Behind, since test modules of the same names are there.
sys.path.append(str(FOLDER.parent.parent / "profile" / "python" / "tests"))

import calls_support

PACKAGES = os.environ.get("WARMFRONT_TEST_PACKAGES", "")


class DatabasesTest(WitnessTest, unittest.TestCase):
    maxDiff = None

    def needs(self, library):
        """Skips a test without a library."""
        python = os.environ.get("WARMFRONT_TEST_PACKAGES_PYTHON", "")
        fits = python.endswith(f"3.{sys.version_info[1]}")
        if not fits or not os.path.isdir(os.path.join(PACKAGES, library)):
            self.skipTest(f"{library} is not installed")

    def seen(self, source, **env):
        """Returns the calls of one invocation."""
        outcome, recording = self.run_seen(source, 1, env={"PYTHONPATH": PACKAGES, **env})
        self.assertEqual(outcome.results, ["done"], outcome.stdout)
        self.assertEqual(recording.notes, [])
        return recording.phases[1].calls

    def test_refused(self):
        source = (
            "import pymysql\n"
            "def handler(event, context):\n"
            "    try:\n"
            "        pymysql.connect(host='127.0.0.1', port=1, user='u', password='secret')\n"
            "    except pymysql.err.OperationalError:\n"
            "        return 'done'\n"
        )
        self.needs("pymysql")
        calls = self.seen(source)
        self.assertEqual(len(calls), 1)
        self.assertEqual(calls[0]["operation"], "connect")
        self.assertEqual(calls[0]["outcome"]["error"], "OperationalError")
        self.assertNotIn("secret", str(calls))

    def test_redis(self):
        self.needs("redis")
        server = calls_support.redis_server()
        self.addCleanup(server.close)
        source = (
            "import os, redis\n"
            "client = redis.Redis(port=int(os.environ['PORT']))\n"
            "def handler(event, context):\n"
            "    client.set('key', b'value', ex=5)\n"
            "    with client.pipeline() as pipeline:\n"
            "        pipeline.get('key').incr('n').execute()\n"
            "    try:\n"
            "        client.lpush('key', 1)\n"
            "    except redis.ResponseError:\n"
            "        return 'done'\n"
        )
        calls = self.seen(source, PORT=str(server.port))
        self.assertEqual(
            [call["commands"] for call in calls],
            [
                [["SET", "key", {"$bytes": "value"}, "EX", 5]],
                [["GET", "key"], ["INCRBY", "n", 1]],
                [["LPUSH", "key", 1]],
            ],
        )
        self.assertEqual(calls[2]["outcome"]["error"], "ResponseError")

    def test_postgres(self):
        self.needs("psycopg2")
        self.needs("psycopg")
        server = calls_support.postgres()
        self.addCleanup(server.close)
        source = (
            "import os, psycopg, psycopg2, psycopg2.extras\n"
            "place = {'host': '127.0.0.1', 'port': os.environ['PORT'], 'user': 'warmfront',\n"
            "         'dbname': 'postgres'}\n"
            "def handler(event, context):\n"
            "    for library in (psycopg, psycopg2):\n"
            "        connection = library.connect(**place)\n"
            "        with connection.cursor() as cursor:\n"
            "            cursor.execute('SELECT %s', (event,))\n"
            "        connection.commit()\n"
            "        connection.close()\n"
            "    connection = psycopg2.connect(**place)\n"
            "    factory = psycopg2.extras.RealDictCursor\n"
            "    with connection.cursor(cursor_factory=factory) as cursor:\n"
            "        cursor.execute('SELECT 1 AS one')\n"
            "        assert cursor.fetchall() == [{'one': 1}]\n"
            "        assert type(cursor).__name__ == 'RealDictCursor'\n"
            "    try:\n"
            "        connection.cursor().execute('SELECT nothing')\n"
            "    except psycopg2.Error:\n"
            "        return 'done'\n"
        )
        calls = self.seen(source, PORT=str(server.port))
        told = [(call["library"], call["operation"], call.get("statement")) for call in calls]
        each = [("connect", None), ("execute", "SELECT %s"), ("commit", None)]
        expected = [(library, *one) for library in ("psycopg", "psycopg2") for one in each]
        expected += [("psycopg2", "connect", None), ("psycopg2", "execute", "SELECT 1 AS one")]
        expected += [("psycopg2", "execute", "SELECT nothing")]
        self.assertEqual(told, expected)
        self.assertEqual(calls[1]["parameters"], {"parameters": {"$tuple": [1]}})
        self.assertEqual(calls[-1]["outcome"]["error"], "UndefinedColumn")


if __name__ == "__main__":
    unittest.main()
