"""What a survey adds to calls: digests, fields, plans; and that it changes nothing."""

import json
import sqlite3
import threading
import unittest

from calls_support import Agent, Load, Server, library, mariadb, moto, postgres, redis_server
from test_calls_databases import MongoServer


class ValuesTest(unittest.TestCase):
    def setUp(self):
        self.values = Load()("warmfront_calls_values")

    def test_order_of_keys_makes_no_difference_but_values_do(self):
        digest_of = self.values.digest_of
        self.assertEqual(digest_of({"a": [1, "x"], "b": {2}}), digest_of({"b": {2}, "a": [1, "x"]}))
        different = [
            {},
            [],
            None,
            "",
            b"\0",
            0,
            [[]],
            {"a": None},
            ["a"],
            [["a"]],
            ["a", "b"],
            "ab",
        ]
        different += [["ab"], {"a": "b"}, True, "True ", 1.5, object()]
        self.assertEqual(len({digest_of(each) for each in different}), len(different))

    def test_digests_are_the_same_in_every_process(self):
        number = pow(3, int.from_bytes(b"\1warm", "big"), 2**126 - 137)
        self.assertEqual(self.values.digest("warm"), f"{number:032x}")
        self.assertEqual(self.values.leaves(["warm"]), [number % 2**32])

    def test_leaves_leave_out_what_says_little(self):
        leaves = self.values.leaves
        self.assertEqual(leaves([None, True, 5, 999, 12.5, "ab", "", b"x"]), [])
        self.assertEqual(leaves({"a": 123456}), leaves(["123456"]))
        self.assertEqual(leaves(["abc", b"abc"]), leaves("abc"))
        self.assertEqual(len(leaves([str(n) * 3 for n in range(2000)])), 500)
        self.assertTrue(all(0 <= each < 2**32 for each in leaves(["x" * n for n in range(3, 99)])))

    def test_nothing_of_the_users_is_called_or_consumed(self):
        class Own:
            def __str__(self):
                raise AssertionError("called")

            __repr__ = __iter__ = __len__ = read = __str__

        self.values.digest_of([Own(), iter([1])])
        self.assertEqual(self.values.leaves([Own()]), [])
        self.assertGreater(self.values.size_of({"a": Own()}), 0)

    def test_nesting_without_end(self):
        nested = []
        nested.append(nested)
        self.values.digest_of(nested)
        self.values.leaves(nested)
        self.values.size_of(nested)


class SurveyTest(unittest.TestCase):
    """An agent that surveys."""

    def setUp(self):
        self.agent = Agent("survey")
        self.addCleanup(self.agent.close)
        # Servers of other tests may have threads.
        self.planning = self.agent.load("warmfront_calls_plan")
        self.is_alone, self.planning.is_alone = self.planning.is_alone, lambda: True

    def server(self, start):
        server = start()
        self.addCleanup(server.close)
        return server

    def run_user(self, source):
        return self.agent.user(source)["handler"]()

    def spans(self, *operations):
        spans = [span for span in self.agent.spans() if span.operation in operations]
        json.dumps([span.attributes for span in spans])
        return spans


class SqliteSurveyTest(SurveyTest):
    SOURCE = """
        import sqlite3

        def handler():
            connection = sqlite3.connect(":memory:")
            connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, other TEXT)")
            connection.execute("INSERT INTO t VALUES (1, 'first', 'xyz'), (2, 'second', 'xyz')")
            rows = [list(connection.execute("SELECT * FROM t WHERE other = ?", ("xyz",)))]
            rows.append(connection.execute("SELECT name FROM t WHERE id = 2").fetchone())
            rows.append(connection.execute("SELECT * FROM t WHERE other = ?", ("xyz",)).fetchall())
            rows.append(connection.total_changes)
            rows.append(connection.in_transaction)
            connection.close()
            return rows
        """

    def test_rows_fields_and_plans(self):
        rows = self.run_user(self.SOURCE)
        both = [(1, "first", "xyz"), (2, "second", "xyz")]
        self.assertEqual(rows, [both, ("second",), both, 2, True])
        one, two, three = (span.attributes for span in self.spans("SELECT"))
        self.assertIn("SCAN", one["plan"])
        self.assertIn("USING INTEGER PRIMARY KEY", two["plan"])
        self.assertNotIn("plan", three)
        self.assertEqual(one["fields"], {"id": 16, "name": 11, "other": 6})
        self.assertEqual((one["rows"], two["rows"]), (2, 1))
        self.assertEqual((one["projected"], two["projected"]), (False, True))
        self.assertEqual((one["params"], one["answer"]), (three["params"], three["answer"]))
        self.assertNotEqual(one["params"], two["params"])
        self.assertTrue(one["reads"])
        (insert,) = self.spans("INSERT")
        self.assertFalse(insert.attributes["reads"])
        self.assertTrue(set(insert.attributes["inputs"]) & set(one["outputs"]))
        self.assertEqual(len(one["inputs"]), 1)
        self.assertEqual(self.agent.notes(), [])

    def test_factories_of_the_users_are_not_called_for_plans(self):
        seen = []
        connection = sqlite3.connect(":memory:")
        connection.row_factory = lambda cursor, row: seen.append(row) or row
        connection.execute("SELECT 1 AS one").fetchall()
        self.assertEqual(seen, [(1,)])
        self.assertIn("plan", self.spans("SELECT")[0].attributes)
        connection.close()

    def test_no_plan_is_asked_for_while_another_thread_lives(self):
        self.planning.is_alone = self.is_alone
        go = threading.Event()
        thread = threading.Thread(target=go.wait)
        thread.start()
        connection = sqlite3.connect(":memory:")
        connection.execute("SELECT 1")
        go.set()
        thread.join()
        connection.close()
        self.assertNotIn("plan", self.spans("SELECT")[0].attributes)

    def test_sqlalchemy_has_what_its_driver_has(self):
        library("sqlalchemy")
        self.run_user(
            """
            import sqlalchemy

            def handler():
                with sqlalchemy.create_engine("sqlite://").connect() as connection:
                    connection.execute(sqlalchemy.text("CREATE TABLE t (a TEXT)"))
                    connection.execute(sqlalchemy.text("INSERT INTO t VALUES ('hello')"))
                    query = sqlalchemy.text("SELECT * FROM t WHERE a = :x")
                    assert len(connection.execute(query, dict(x="hello")).all()) == 1
            """
        )
        outer, inner = (span.attributes for span in self.spans("SELECT"))
        for name in ("plan", "fields", "answer", "outputs", "rows", "inputs"):
            self.assertEqual(outer[name], inner[name], name)
        self.assertEqual(outer["fields"], {"a": 5})


class PostgresSurveyTest(SurveyTest):
    def test_plans_leave_transactions_as_they_are(self):
        library("psycopg")
        server = self.server(postgres)
        states = self.run_user(
            f"""
            import psycopg

            def handler():
                address = dict(host="127.0.0.1", port={server.port}, user="warmfront")
                states = []
                connection = psycopg.connect(**address, dbname="postgres")
                connection.execute("CREATE TABLE t (a INT, b TEXT)")
                connection.execute("INSERT INTO t VALUES (%s, %s)", (1, "hello"))
                connection.execute("SELECT * FROM t WHERE b = %s", ("hello",)).fetchall()
                states.append(connection.info.transaction_status.name)
                connection.commit()
                connection.autocommit = True
                cursor = connection.execute("SELECT count(*) FROM t WHERE a > 0")
                states.append(connection.info.transaction_status.name)
                states.append(cursor.fetchone())
                connection.close()
                return states
            """
        )
        self.assertEqual(states, ["INTRANS", "IDLE", (1,)])
        one, two = (span.attributes for span in self.spans("SELECT"))
        self.assertEqual(json.loads(one["plan"])[0]["Plan"]["Node Type"], "Seq Scan")
        self.assertEqual(json.loads(two["plan"])[0]["Plan"]["Node Type"], "Aggregate")
        self.assertEqual(one["fields"], {"a": 8, "b": 5})
        self.assertEqual(self.agent.notes(), [])

    def test_psycopg2(self):
        library("psycopg2")
        server = self.server(postgres)
        rows = self.run_user(
            f"""
            import psycopg2

            def handler():
                address = dict(host="127.0.0.1", port={server.port}, user="warmfront")
                connection = psycopg2.connect(**address, dbname="postgres")
                cursor = connection.cursor()
                cursor.execute("CREATE TABLE t (a INT, b TEXT)")
                cursor.execute("INSERT INTO t VALUES (%s, %s)", (1, "hello"))
                cursor.execute("SELECT * FROM t WHERE b = %s", ("hello",))
                rows = cursor.fetchall()
                connection.commit()
                cursor.execute("SELECT b FROM t")
                rows += list(cursor)
                connection.close()
                return rows
            """
        )
        self.assertEqual(rows, [(1, "hello"), ("hello",)])
        one, two = (span.attributes for span in self.spans("SELECT"))
        self.assertEqual(json.loads(one["plan"])[0]["Plan"]["Relation Name"], "t")
        self.assertEqual((one["fields"], two["fields"]), ({"a": 8, "b": 5}, {"b": 5}))
        self.assertEqual(self.agent.notes(), [])

    def test_a_plan_that_fails_leaves_the_transaction_open(self):
        library("psycopg")
        server = self.server(postgres)
        planning = self.planning
        ask = planning._rows_of_psycopg
        planning._rows_of_psycopg = lambda connection, query: ask(
            connection, query.replace("(FORMAT JSON)", "(FORMAT NONSENSE)")
        )
        count = self.run_user(
            f"""
            import psycopg

            def handler():
                address = dict(host="127.0.0.1", port={server.port}, user="warmfront")
                with psycopg.connect(**address, dbname="postgres") as connection:
                    connection.execute("CREATE TABLE u (a INT)")
                    connection.execute("SELECT * FROM u")
                    connection.execute("INSERT INTO u VALUES (1)")
                with psycopg.connect(**address, dbname="postgres") as connection:
                    return connection.execute("SELECT count(*) FROM u").fetchone()
            """
        )
        self.assertEqual(count, (1,))
        self.assertIn("NONSENSE", "".join(self.agent.notes()))

    def test_asyncpg(self):
        library("asyncpg")
        server = self.server(postgres)
        self.run_user(
            f"""
            import asyncio
            import asyncpg

            async def main():
                address = dict(host="127.0.0.1", port={server.port}, user="warmfront")
                connection = await asyncpg.connect(**address, database="postgres")
                await connection.fetch("SELECT 'hello' AS a, $1::text AS b", "world")
                await connection.close()

            def handler():
                asyncio.run(main())
            """
        )
        (select,) = (span.attributes for span in self.spans("SELECT"))
        self.assertEqual(select["fields"], {"a": 5, "b": 5})
        self.assertTrue(set(select["inputs"]) <= set(select["outputs"]))


class MysqlSurveyTest(SurveyTest):
    def test_pymysql(self):
        library("pymysql")
        server = self.server(mariadb)
        rows = self.run_user(
            f"""
            import pymysql

            def handler():
                address = dict(host="127.0.0.1", port={server.port}, user="warmfront")
                connection = pymysql.connect(**address, database="warmfront")
                cursor = connection.cursor()
                cursor.execute("CREATE TEMPORARY TABLE t (a INT, b TEXT)")
                cursor.execute("INSERT INTO t VALUES (%s, %s)", (1, "hello"))
                cursor.execute("SELECT * FROM t WHERE b = %s", ("hello",))
                rows = [connection.affected_rows(), cursor.fetchone(), cursor.fetchone()]
                connection.close()
                return rows
            """
        )
        self.assertEqual(rows, [1, (1, "hello"), None])
        (select,) = (span.attributes for span in self.spans("SELECT"))
        self.assertIn("query_block", json.loads(select["plan"]))
        self.assertEqual(select["fields"], {"a": 8, "b": 5})
        self.assertEqual(self.agent.notes(), [])


class AwsSurveyTest(SurveyTest):
    def test_dynamodb_and_s3(self):
        library("boto3")
        server = self.server(moto)
        self.run_user(
            f"""
            import boto3
            ACCOUNT = dict(region_name="eu-west-1", aws_access_key_id="a")
            ACCOUNT["aws_secret_access_key"] = "b"
            ACCOUNT["endpoint_url"] = "http://127.0.0.1:{server.port}"

            def handler():
                client = boto3.client("dynamodb", **ACCOUNT)
                client.create_table(
                    TableName="orders",
                    KeySchema=[dict(AttributeName="id", KeyType="HASH")],
                    AttributeDefinitions=[dict(AttributeName="id", AttributeType="S")],
                    BillingMode="PAY_PER_REQUEST",
                )
                table = boto3.resource("dynamodb", **ACCOUNT).Table("orders")
                table.put_item(Item=dict(id="first", text="hello", number=5, list=["aaa"]))
                for _ in range(2):
                    client.get_item(TableName="orders", Key=dict(id=dict(S="first")))
                table.scan(ProjectionExpression="id")
                objects = boto3.client("s3", **ACCOUNT)
                place = dict(LocationConstraint="eu-west-1")
                objects.create_bucket(Bucket="bucket", CreateBucketConfiguration=place)
                objects.put_object(Bucket="bucket", Key="key", Body=b'{{"order": "first"}}')
                assert len(objects.get_object(Bucket="bucket", Key="key")["Body"].read()) == 18
            """
        )
        one, two = (span.attributes for span in self.spans("DynamoDB.GetItem"))
        self.assertEqual((one["params"], one["answer"]), (two["params"], two["answer"]))
        self.assertEqual(one["fields"], {"id": 5, "text": 5, "number": 1, "list": 3})
        self.assertEqual((one["reads"], one["projected"], one["rows"]), (True, False, 1))
        self.assertEqual(one["parameters"], ["Key", "TableName"])
        (scan,) = (span.attributes for span in self.spans("DynamoDB.Scan"))
        self.assertEqual((scan["scanned"], scan["projected"]), (1, True))
        (put,) = (span.attributes for span in self.spans("DynamoDB.PutItem"))
        self.assertFalse(put["reads"])
        (read,) = (span.attributes for span in self.spans("S3.GetObject"))
        self.assertTrue(set(read["outputs"]) & set(one["inputs"]))
        below = [span for span in self.agent.spans("http") if span.library == "urllib3"]
        self.assertTrue(below)
        self.assertFalse([span for span in below if "params" in span.attributes])
        self.assertEqual(self.agent.notes(), [])


class HttpSurveyTest(SurveyTest):
    def check(self, source, operation="GET"):
        server = self.server(Server)
        self.run_user(f"URL = 'http://127.0.0.1:{server.port}/orders?id=12345'\n{source}")
        span = next(span for span in self.spans(operation))
        attributes = span.attributes
        self.assertEqual(attributes["fields"], {"hello": 8})
        self.assertEqual(attributes["parameters"], ["id"])
        self.assertEqual(len(attributes["inputs"]), 2)
        self.assertTrue(attributes["reads"])
        self.assertEqual(len(attributes["answer"]), 32)
        self.assertEqual(self.agent.notes(), [])

    def test_requests(self):
        library("requests")
        self.check("import requests\ndef handler():\n    requests.get(URL)\n")

    def test_urllib3(self):
        library("urllib3")
        self.check(
            "import urllib3\ndef handler():\n    urllib3.PoolManager().request('GET', URL)\n"
        )

    def test_httpx(self):
        library("httpx")
        self.check("import httpx\ndef handler():\n    httpx.get(URL)\n")

    def test_urllib(self):
        self.check(
            "import urllib.request\ndef handler():\n    urllib.request.urlopen(URL).read()\n"
        )

    def test_http_client(self):
        self.check(
            """
import http.client

def handler():
    connection = http.client.HTTPConnection(URL.split("/")[2])
    connection.request("GET", "/orders?id=12345")
    connection.getresponse().read()
    connection.close()
"""
        )

    def test_aiohttp(self):
        library("aiohttp")
        self.check(
            """
import asyncio
import aiohttp

async def main():
    async with aiohttp.ClientSession() as session, session.get(URL) as response:
        assert await response.json() == {"hello": 1}

def handler():
    asyncio.run(main())
"""
        )


class OthersSurveyTest(SurveyTest):
    def test_redis(self):
        library("redis")
        server = self.server(redis_server)
        self.run_user(
            f"""
            import redis

            def handler():
                client = redis.Redis(port={server.port})
                client.set("order", "hello")
                for _ in range(2):
                    assert client.get("order") == b"hello"
                client.pipeline().get("order").get("order").execute()
                client.close()
            """
        )
        one, two = (span.attributes for span in self.spans("GET"))
        self.assertEqual((one["params"], one["answer"]), (two["params"], two["answer"]))
        (put,) = (span.attributes for span in self.spans("SET"))
        self.assertEqual((put["reads"], one["reads"]), (False, True))
        self.assertTrue(set(one["outputs"]) <= set(put["inputs"]))
        (pipeline,) = (span.attributes for span in self.spans("PIPELINE"))
        self.assertEqual((pipeline["reads"], pipeline["rows"]), (True, 2))
        self.assertEqual(self.agent.notes(), [])

    def test_mongodb(self):
        library("pymongo")
        server = self.server(MongoServer)
        self.run_user(
            f"""
            import pymongo

            def handler():
                client = pymongo.MongoClient("127.0.0.1", {server.port})
                for _ in range(2):
                    list(client.shop.orders.find(dict(name="hello"), dict(_id=1)))
                client.close()
            """
        )
        one, two = (span.attributes for span in self.spans("find"))
        self.assertEqual((one["params"], one["answer"]), (two["params"], two["answer"]))
        self.assertEqual((one["reads"], one["projected"], one["rows"]), (True, True, 2))
        self.assertEqual(one["fields"], {"_id": 16})
        self.assertEqual(self.agent.notes(), [])


if __name__ == "__main__":
    unittest.main()
