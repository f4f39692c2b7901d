"""Calls to databases, with real servers."""

import contextlib
import socketserver
import struct
import sys
import threading
import unittest

from calls_support import Agent, library, mariadb, postgres, redis_server


class DatabaseTest(unittest.TestCase):
    """Starts a server for a class and an agent for each test."""

    start = None

    @classmethod
    def setUpClass(cls):
        if cls.start is None:
            raise unittest.SkipTest("is a base class")
        cls.server = cls.start()
        cls.addClassCleanup(cls.server.close)

    def setUp(self):
        self.agent = Agent()
        self.addCleanup(self.agent.close)

    def run_user(self, source):
        user = self.agent.user(f"HOST, PORT = '127.0.0.1', {self.server.port}{source}")
        return user["handler"]()

    def told(self, *names):
        """Returns operation, target and line, or what else is asked for, of all spans."""
        return [
            tuple(getattr(span, name) for name in names or ("operation", "target", "line"))
            for span in self.agent.spans()
        ]


class PostgresTest(DatabaseTest):
    start = staticmethod(postgres)

    def database(self):
        return f"127.0.0.1:{self.server.port}/postgres"

    def test_psycopg(self):
        library("psycopg")
        rows = self.run_user(
            """
import psycopg

def handler():
    with psycopg.connect(host=HOST, port=PORT, user="warmfront", dbname="postgres") as connection:
        connection.execute("CREATE TEMP TABLE t (a INT)")
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO t VALUES (%s)", [(1,), (2,)])
            return cursor.execute("SELECT * FROM t WHERE a > 0").fetchall()
"""
        )
        self.assertEqual(rows, [(1,), (2,)])
        self.assertEqual(
            self.told("kind", "operation", "target", "line"),
            [
                ("connect", "connect", self.database(), 5),
                ("sql", "CREATE", "t", 6),
                ("sql", "INSERT", "t", 8),
                ("sql", "SELECT", "t", 9),
                # Before 3.10 the end of a block is at its last line.
                ("sql", "COMMIT", "", 5 if sys.version_info >= (3, 10) else 9),
            ],
        )
        self.assertEqual(self.agent.spans()[3].attributes["rows"], 2)
        self.assertEqual(self.agent.notes(), [])

    def test_psycopg_for_asyncio(self):
        library("psycopg")
        self.run_user(
            """
import asyncio
import psycopg

async def main():
    text = f"host={HOST} port={PORT} user=warmfront dbname=postgres"
    connection = await psycopg.AsyncConnection.connect(text)
    async with connection:
        await connection.execute("SELECT 1")

def handler():
    asyncio.run(main())
"""
        )
        first, second = self.told()[:2]
        self.assertEqual(first, ("connect", self.database(), 7))
        self.assertEqual(second, ("SELECT", "", 9))

    def test_psycopg2(self):
        psycopg2 = library("psycopg2")
        connection, rows, named = self.run_user(
            """
import psycopg2
import psycopg2.extras

def handler():
    connection = psycopg2.connect(f"host={HOST} port={PORT} user=warmfront dbname=postgres")
    cursor = connection.cursor()
    cursor.execute("SELECT %s", (5,))
    named = connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor)
    named.execute("SELECT 1 AS a FROM pg_class LIMIT 1")
    connection.commit()
    return connection, cursor.fetchall(), named.fetchall()
"""
        )
        self.assertEqual((rows, named), ([(5,)], [{"a": 1}]))
        self.assertIsInstance(connection, psycopg2.extensions.connection)
        self.assertTrue(repr(connection).startswith("<connection object at"))
        with self.assertRaises(AttributeError):
            connection.attribute = 1
        connection.close()
        self.assertEqual(
            self.told(),
            [
                ("connect", self.database(), 6),
                ("SELECT", "", 8),
                ("SELECT", "pg_class", 10),
                ("COMMIT", "", 11),
            ],
        )
        self.assertEqual(self.agent.notes(), [])

    def test_asyncpg(self):
        library("asyncpg")
        self.run_user(
            """
import asyncio
import asyncpg

async def main():
    connection = await asyncpg.connect(host=HOST, port=PORT, user="warmfront", database="postgres")
    await connection.execute("SELECT 1")
    assert len(await connection.fetch("SELECT generate_series(1, $1::int)", 3)) == 3
    assert await connection.fetchval("SELECT 5 FROM pg_class LIMIT 1") == 5
    statement = await connection.prepare("SELECT 1 FROM pg_type")
    await statement.fetchrow()
    await connection.close()
    async with asyncpg.create_pool(
        host=HOST, port=PORT, user="warmfront", database="postgres", min_size=1, max_size=1
    ) as pool:
        await pool.fetchrow("SELECT 2")

def handler():
    asyncio.run(main())
"""
        )
        told = self.told()
        self.assertEqual(
            told[:6],
            [
                ("connect", self.database(), 6),
                ("SELECT", "", 7),
                ("SELECT", "", 8),
                ("SELECT", "pg_class", 9),
                ("PREPARE", "pg_type", 10),
                ("SELECT", "pg_type", 11),
            ],
        )
        self.assertEqual(self.agent.spans()[2].attributes["rows"], 3)
        self.assertIn(("SELECT", "", 16), told[6:])

    def sqlalchemy(self, driver, url, main):
        library("sqlalchemy")
        library(driver)
        self.run_user(
            f"""
import sqlalchemy

def handler():
    engine = sqlalchemy.create_engine(f"{url}://warmfront@{{HOST}}:{{PORT}}/{main}")
    for _ in range(2):
        with engine.connect() as connection:
            connection.execute(sqlalchemy.text("SELECT :x FROM pg_class LIMIT 2"), dict(x=5)).all()
    engine.dispose()
"""
        )
        self.check_sqlalchemy(driver)

    def check_sqlalchemy(self, driver):
        spans = self.agent.spans()
        selects = [span for span in spans if span.target == "pg_class"]
        self.assertEqual([span.library for span in selects], ["sqlalchemy", driver] * 2)
        self.assertEqual([span.line for span in selects], [8] * 4)
        self.assertEqual(selects[1].parent, selects[0].id)
        self.assertEqual(selects[3].parent, selects[2].id)
        self.assertEqual([selects[0].parent, selects[2].parent], [None, None])
        self.assertEqual([span.kind for span in spans[:3]], ["client", "connect", "connect"])
        self.assertEqual(spans[2].parent, spans[1].id)
        self.assertEqual(self.agent.notes(), [])

    def test_sqlalchemy_with_psycopg2(self):
        self.sqlalchemy("psycopg2", "postgresql+psycopg2", "postgres")

    def test_sqlalchemy_with_psycopg(self):
        sqlalchemy = library("sqlalchemy")
        if sqlalchemy.__version__ < "2":
            self.skipTest("has no dialect for it")
        self.sqlalchemy("psycopg", "postgresql+psycopg", "postgres")

    def test_sqlalchemy_for_asyncio(self):
        library("sqlalchemy")
        library("asyncpg")
        library("greenlet")
        self.run_user(
            """
import asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
async def main():
    engine = create_async_engine(f"postgresql+asyncpg://warmfront@{HOST}:{PORT}/postgres")
    for _ in range(2):
        async with engine.connect() as connection:
            (await connection.execute(text("SELECT 1 FROM pg_class LIMIT 2"))).all()
    await engine.dispose()
def handler():
    asyncio.run(main())
"""
        )
        spans = self.agent.spans()
        names = {span.id: span for span in spans}
        selects = [
            span for span in spans if (span.operation, span.target) == ("SELECT", "pg_class")
        ]
        self.assertEqual({span.line for span in selects}, {9})
        outer = [span for span in selects if span.library == "sqlalchemy"]
        inner = [span for span in selects if span.library == "asyncpg"]
        self.assertEqual([span.parent for span in outer], [None, None])
        self.assertEqual([names[span.parent] for span in inner], outer)


class MysqlTest(DatabaseTest):
    start = staticmethod(mariadb)

    def check(self, name, source):
        library(name)
        rows = self.run_user(source)
        self.assertEqual(list(rows), [(1, "a"), (2, "b")])
        outermost = [span for span in self.agent.spans() if span.parent is None]
        self.assertEqual(
            [(span.operation, span.target, span.line) for span in outermost],
            [
                ("connect", f"127.0.0.1:{self.server.port}/warmfront", 5),
                ("CREATE", "t", 8),
                ("INSERT", "t", 9),
                ("COMMIT", "", 10),
                ("SELECT", "t", 11),
            ],
        )
        self.assertEqual(self.agent.notes(), [])

    SOURCE = """
import {0}

def handler():
    connection = {0}.connect(host=HOST, port=PORT, user="warmfront", database="warmfront"{1})
    cursor = connection.cursor()

    cursor.execute("CREATE TEMPORARY TABLE t (a INT, b TEXT)")
    cursor.executemany("INSERT INTO t VALUES (%s, %s)", [(1, "a"), (2, "b")])
    connection.commit()
    cursor.execute("SELECT * FROM t")
    rows = cursor.fetchall()
    connection.close()
    return rows
"""

    def test_pymysql(self):
        self.check("pymysql", self.SOURCE.format("pymysql", ""))

    def test_connector(self):
        self.check("mysql.connector", self.SOURCE.format("mysql.connector", ""))

    def test_connector_in_python(self):
        self.check("mysql.connector", self.SOURCE.format("mysql.connector", ", use_pure=True"))


class RedisTest(DatabaseTest):
    start = staticmethod(redis_server)

    def test_commands_pipelines_and_connections(self):
        library("redis")
        value, values = self.run_user(
            """
import redis

def handler():
    client = redis.Redis(host=HOST, port=PORT, socket_timeout=7)
    client.set("key", "value")
    value = client.get("key")
    with client.pipeline() as pipeline:
        values = pipeline.get("key").get("other").execute()
    client.close()
    return value, values
"""
        )
        self.assertEqual((value, values), (b"value", [b"value", None]))
        spans = [span for span in self.agent.spans() if span.kind != "client"]
        target = f"127.0.0.1:{self.server.port}/0"
        commands = [span for span in spans if span.kind == "redis" and span.parent is None]
        self.assertEqual(
            [(span.operation, span.target, span.line) for span in commands],
            [("SET", target, 6), ("GET", target, 7), ("PIPELINE", target, 9)],
        )
        self.assertEqual(commands[0].attributes["timeout"], 7)
        self.assertEqual(commands[0].attributes["connection"], "new")
        self.assertEqual(commands[2].attributes["rows"], 2)
        (connect,) = [span for span in spans if span.kind == "connect"]
        self.assertEqual(connect.parent, commands[0].id)
        made = [span for span in self.agent.spans() if span.kind == "client"]
        self.assertEqual((made[0].operation, made[0].line), ("redis.Redis", 5))
        self.assertEqual(self.agent.notes(), [])

    def test_asyncio(self):
        library("redis.asyncio")
        self.run_user(
            """
import asyncio
import redis.asyncio

async def main():
    client = redis.asyncio.Redis(host=HOST, port=PORT)
    await client.set("key", "value")
    await asyncio.gather(client.get("key"), client.get("other"))
    await client.connection_pool.disconnect()

def handler():
    asyncio.run(main())
"""
        )
        commands = [span for span in self.agent.spans("redis") if span.parent is None]
        self.assertEqual(
            [(span.operation, span.line) for span in commands], [("SET", 7), ("GET", 8), ("GET", 8)]
        )
        self.assertLess(commands[2].start, commands[1].end)


class MongoServer(socketserver.ThreadingTCPServer):
    """Speaks as much of MongoDB's protocol as a client needs to ask something."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), None)
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def finish_request(self, request, client_address):
        import bson

        with contextlib.suppress(ConnectionError, struct.error), request.makefile("rwb") as stream:
            while True:
                length, request_id, _, code = struct.unpack("<iiii", stream.read(16))
                body = stream.read(length - 16)
                if code == 2013:
                    command = bson.decode(body[5 : 5 + struct.unpack_from("<i", body, 5)[0]])
                    reply = b"\0\0\0\0\0" + bson.encode(self.answer(command))
                    code = 2013
                else:
                    reply = struct.pack("<iqii", 8, 0, 0, 1) + bson.encode(
                        self.answer({"hello": 1})
                    )
                    code = 1
                head = struct.pack("<iiii", 16 + len(reply), 1, request_id, code)
                stream.write(head + reply)
                stream.flush()

    @staticmethod
    def answer(command):
        name = next(iter(command))
        if name in ("hello", "ismaster", "isMaster"):
            versions = {"minWireVersion": 0, "maxWireVersion": 21, "maxBsonObjectSize": 1 << 24}
            sizes = {"maxMessageSizeBytes": 48_000_000, "maxWriteBatchSize": 1000}
            return {"ok": 1.0, "isWritablePrimary": True, "ismaster": True, **versions, **sizes}
        if name == "find":
            batch = [{"_id": 1}, {"_id": 2}]
            return {"ok": 1.0, "cursor": {"id": 0, "ns": "shop.orders", "firstBatch": batch}}
        if name == "insert":
            return {"ok": 0.0, "code": 13, "codeName": "Unauthorized", "errmsg": "no"}
        return {"ok": 1.0}

    def close(self):
        self.shutdown()
        self.server_close()


class MongoTest(DatabaseTest):
    @classmethod
    def start(cls):
        library("pymongo")
        return MongoServer()

    def test_commands(self):
        found = self.run_user(
            """
import pymongo
import pymongo.errors

def handler():
    client = pymongo.MongoClient(HOST, PORT, serverSelectionTimeoutMS=5000)
    found = list(client.shop.orders.find({"a": 1}))
    try:
        client.shop.orders.insert_one({"_id": 3})
    except pymongo.errors.OperationFailure:
        pass
    client.close()
    return found
"""
        )
        self.assertEqual(found, [{"_id": 1}, {"_id": 2}])
        spans = [span for span in self.agent.spans() if span.operation != "endSessions"]
        self.assertEqual(
            [(span.kind, span.operation, span.target, span.line, span.error) for span in spans],
            [
                ("client", "pymongo.MongoClient", "", 6, None),
                ("mongodb", "find", "shop.orders", 7, None),
                ("mongodb", "insert", "shop.orders", 9, "Unauthorized"),
            ],
        )
        self.assertEqual(spans[1].attributes["rows"], 2)
        self.assertEqual(self.agent.notes(), [])


if __name__ == "__main__":
    unittest.main()
