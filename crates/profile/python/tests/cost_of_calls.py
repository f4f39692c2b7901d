"""Measures what a recorded call costs on top of the same call without the agent.

    python crates/profile/python/tests/cost_of_calls.py [REPEAT]

For each library that can be imported, a call whose transport answers at once is made many times in
turns, with and without the agent's patches. Printed are microseconds per call: the least and the
median of both, and what the agent adds as the median over turns of the difference of medians, and
of minima. Nothing is asserted: figures of a busy machine are for reading only.
"""

import asyncio
import io
import os
import statistics
import sys
import time

from calls_support import Agent

TURNS = 15


class Case:
    """A call that can be made again and again."""

    def __init__(self, name, call, per_call=1, is_of_other_classes=False):
        self.name = name
        self.call = call
        #: Whether what is made under the agent is of classes that record.
        self.is_of_other_classes = is_of_other_classes
        #: Calls that are made in one.
        self.per_call = per_call


def botocore_call():
    """`get_item`, answered before it is sent."""
    import boto3
    from botocore.awsrequest import AWSResponse

    class Raw(io.BytesIO):
        def stream(self, **_):
            return iter([self.read()])

    client = boto3.client(
        "dynamodb", region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b"
    )
    body = b'{"Item":{"id":{"S":"one"}}}'

    def answer(**_):
        headers = {"x-amzn-requestid": "1", "content-length": str(len(body))}
        return AWSResponse("http://x", 200, headers, Raw(body))

    client.meta.events.register("before-send.dynamodb.*", answer)
    key = {"id": {"S": "one"}}
    return Case("boto3 get_item", lambda: client.get_item(TableName="t", Key=key))


def urllib3_call():
    """`request` of a pool whose connections answer at once."""
    import urllib3

    pool = urllib3.HTTPConnectionPool("127.0.0.1", 9)

    def answer(conn, *_, **__):
        response = urllib3.HTTPResponse(io.BytesIO(b"{}"), status=200, preload_content=False)
        response._connection = None
        return response

    pool._make_request = answer
    return Case("urllib3 request", lambda: pool.request("GET", "/x"))


def requests_call():
    """`get` of a session whose adapter answers at once."""
    import requests
    from requests.adapters import BaseAdapter

    class Adapter(BaseAdapter):
        def send(self, request, **_):
            response = requests.Response()
            response.status_code, response.url, response.request = 200, request.url, request
            response.raw = io.BytesIO(b"{}")
            return response

        def close(self):
            pass

    session = requests.Session()
    session.mount("http://", Adapter())
    return Case("requests get", lambda: session.get("http://x/y"))


def requests_whole_call():
    """`get` of a session down to a socket that answers at once, as a function makes it."""
    import requests
    import urllib3.connection

    answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"

    class Socket:
        def sendall(self, data):
            pass

        def makefile(self, *_):
            return io.BytesIO(answer)

        def settimeout(self, _):
            pass

        def shutdown(self, _):
            pass

        def close(self):
            pass

    urllib3.connection.HTTPConnection._new_conn = lambda self: Socket()
    urllib3.connectionpool.is_connection_dropped = lambda connection: False
    session = requests.Session()
    return Case("requests and urllib3", lambda: session.get("http://x/y", timeout=5).json())


def httpx_call():
    """`get` of a client whose transport answers at once."""
    import httpx

    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=b"{}"))
    client = httpx.Client(transport=transport)
    return Case("httpx get", lambda: client.get("http://x/y"))


def httpx_async_call():
    """The same for asyncio."""
    import httpx

    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=b"{}"))
    client = httpx.AsyncClient(transport=transport)
    loop = asyncio.new_event_loop()

    async def many():
        for _ in range(10):
            await client.get("http://x/y")

    def call():
        loop.run_until_complete(many())

    return Case("httpx get, asyncio", call, 10)


def http_client_call():
    """`request` and `getresponse` with a socket that answers at once."""
    import http.client

    class Socket:
        def sendall(self, data):
            pass

        def makefile(self, *_):
            return io.BytesIO(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

        def close(self):
            pass

    connection = http.client.HTTPConnection("x")
    connection.connect = lambda: setattr(connection, "sock", Socket())

    def call():
        connection.request("GET", "/y")
        connection.getresponse().read()

    return Case("http.client request", call)


def sqlite3_call():
    """A statement that is prepared."""
    import sqlite3

    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (a INT PRIMARY KEY)")
    statement = "SELECT a FROM t WHERE a = ?"
    return Case("sqlite3 execute", lambda: connection.execute(statement, (1,)), 1, True)


def sqlalchemy_call():
    """A statement on SQLite, of which the driver's own span is measured too."""
    import sqlalchemy
    import sqlalchemy.pool

    engine = sqlalchemy.create_engine("sqlite://", poolclass=sqlalchemy.pool.StaticPool)
    connection = engine.connect()
    statement = sqlalchemy.text("SELECT 1")
    return Case("SQLAlchemy and sqlite3", lambda: connection.execute(statement).all(), 1, True)


def redis_call():
    """`get` with a connection that answers at once."""
    import redis

    class Connection:
        """Takes a command and has its answer."""

        def __init__(self, **_):
            pass

        def send_command(self, *_, **__):
            pass

        def read_response(self, *_, **__):
            return b"value"

        class retry:  # noqa: N801
            """Does not."""

            @staticmethod
            def call_with_retry(function, *_, **__):
                return function()

        def __getattr__(self, name):
            return lambda *_, **__: None

    client = redis.Redis()
    client.connection = Connection()
    return Case("redis get", lambda: client.get("key"))


CASES = (
    botocore_call,
    urllib3_call,
    requests_call,
    requests_whole_call,
    httpx_call,
    httpx_async_call,
    http_client_call,
    sqlite3_call,
    sqlalchemy_call,
    redis_call,
)


def times(call, repeat):
    """Returns the time of each of many calls, in microseconds, sorted."""
    took, clock = [], time.perf_counter_ns
    for _ in range(repeat):
        began = clock()
        call()
        took.append((clock() - began) / 1000)
    return sorted(took)


def measure(make, repeat):
    """Returns the case, and times of each turn without and with the agent."""
    case = make()
    # This file is the user's.
    agent = Agent(root=os.path.dirname(os.path.abspath(__file__)))
    traced_case = make() if case.is_of_other_classes else case
    plain, traced = [], []
    for _ in range(TURNS):
        agent.withdraw()
        plain.append(times(case.call, repeat))
        agent.restore()
        traced.append(times(traced_case.call, repeat))
        n_lines = len(agent.recorder.lines) / repeat / case.per_call
        del agent.recorder.lines[:]
    agent.close()
    return case, plain, traced, n_lines


def row(case, plain, traced, n_lines):
    """Prints what was measured."""
    least, middle = (lambda took: took[0]), (lambda took: took[len(took) // 2])
    figures = []
    for each in (plain, traced):
        figures += [min(map(least, each)), statistics.median(map(middle, each))]
    figures.append(figures[2] - figures[0])
    added = [middle(after) - middle(before) for before, after in zip(plain, traced)]
    figures.append(statistics.median(added))
    shown = "".join(f"{figure / case.per_call:10.1f}" for figure in figures)
    print(f"{case.name:24}{shown}{n_lines:8.0f}")


def main():
    """Prints a table."""
    repeat = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    print(f"CPython {sys.version.split()[0]}, {TURNS} turns of {repeat} calls, microseconds")
    heads = ("plain min", "med", "with min", "med", "+ min", "+ med")
    print(f"{'':24}{''.join(f'{head:>10}' for head in heads)}   spans")
    for make in CASES:
        try:
            row(*measure(make, repeat))
        except ImportError as error:
            print(f"{make.__name__:24} not installed: {error.name}")


if __name__ == "__main__":
    main()
