"""Calls of HTTP libraries, with a server on loopback."""

import inspect
import sys
import traceback
import unittest

from calls_support import Agent, Server, library


class HttpTest(unittest.TestCase):
    """Starts an agent for each test, and a server for all."""

    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addClassCleanup(cls.server.close)
        cls.target = f"127.0.0.1:{cls.server.port}"

    def setUp(self):
        self.agent = Agent()
        self.addCleanup(self.agent.close)

    def run_user(self, source):
        user = self.agent.user(f"URL = 'http://{self.target}/a?b=c'{source}")
        return user["handler"]()

    def check(self, expected):
        """Compares library, operation, line, connection and depth of all calls but clients."""
        spans = self.agent.spans()
        depths = {None: -1}
        told = []
        for span in spans:
            depths[span.id] = depths[span.parent] + 1
            if span.kind != "client":
                connection = span.attributes.get("connection")
                told.append((span.library, span.operation, span.line, connection, depths[span.id]))
        self.assertEqual(told, expected)
        self.assertEqual(self.agent.notes(), [])
        return spans

    def clients(self):
        """Returns operation and line of clients that were made by themselves."""
        return [
            (span.operation, span.line)
            for span in self.agent.spans("client")
            if span.parent is None
        ]

    def test_urllib3(self):
        library("urllib3")
        status = self.run_user(
            """
import urllib3

def handler():
    pool = urllib3.PoolManager()
    pool.request("GET", URL, timeout=4.0)
    return pool.request("POST", URL, body=b"12345").status
"""
        )
        self.assertEqual(status, 200)
        first, second = self.check(
            [("urllib3", "GET", 6, "new", 0), ("urllib3", "POST", 7, "reused", 0)]
        )
        self.assertEqual(first.target, self.target)
        self.assertEqual([first.attributes["timeout"], second.attributes["timeout"]], [4.0, "none"])
        self.assertEqual(second.attributes["request_bytes"], 5)
        self.assertEqual(second.attributes["response_bytes"], 11)
        self.assertGreater(first.attributes["connect"], 0)

    def test_requests(self):
        requests = library("requests")
        self.run_user(
            """
import requests

def handler():
    with requests.Session() as session:
        session.get(URL)
        session.post(URL, json={"a": 1}, timeout=(1, 5))
    assert requests.get(URL).json() == {"hello": 1}
"""
        )
        spans = self.check(
            [
                ("requests", "GET", 6, "new", 0),
                ("urllib3", "GET", 6, "new", 1),
                ("requests", "POST", 7, "reused", 0),
                ("urllib3", "POST", 7, "reused", 1),
                ("requests", "GET", 8, "new", 0),
                ("urllib3", "GET", 8, "new", 1),
            ]
        )
        spans = [span for span in spans if span.library == "requests" and span.kind == "http"]
        self.assertEqual([span.attributes["timeout"] for span in spans], ["none", 5, "none"])
        sent = [span.attributes["request_bytes"] for span in spans]
        self.assertEqual(sent, [0, len(b'{"a": 1}'), 0])
        self.assertEqual(spans[0].attributes["response_bytes"], 11)
        self.assertEqual(spans[0].attributes["status"], 200)
        self.assertEqual(self.clients(), [("requests.Session", 5), ("requests.Session", 8)])
        self.assertEqual(
            list(inspect.signature(requests.Session.send).parameters),
            ["self", "request", "kwargs"],
        )

    def test_bodies_that_are_streamed_are_not_read(self):
        library("requests")
        consumed, body = self.run_user(
            """
import requests

def handler():
    response = requests.get(URL, stream=True)
    return response._content_consumed, b"".join(response.iter_content(4))
"""
        )
        self.assertEqual((consumed, body), (False, b'{"hello":1}'))

    def test_errors_of_requests_have_the_traceback_that_they_have_without(self):
        requests = library("requests")
        url = "http://127.0.0.1:1/"

        def frames():
            try:
                requests.get(url)
            except requests.ConnectionError as error:
                names, each = [], error
                while each is not None:
                    frames = traceback.extract_tb(each.__traceback__)
                    names.append((type(each), [(frame.filename, frame.name) for frame in frames]))
                    each = each.__context__
                return names
            raise AssertionError("something listens")

        traced = frames()
        self.assertEqual(
            {(span.library, span.error) for span in self.agent.spans("http")},
            {("requests", "ConnectionError"), ("urllib3", "MaxRetryError")},
        )
        self.agent.withdraw()
        plain = frames()
        if sys.version_info < (3, 11):
            traced = [
                (
                    kind,
                    [frame for frame in frames if "warmfront" not in frame[0].rpartition("/")[2]],
                )
                for kind, frames in traced
            ]
        self.assertEqual(traced, plain)

    def test_responses(self):
        responses = library("responses")
        requests = library("requests")
        with responses.RequestsMock() as mock:
            mock.add(responses.GET, "http://example.com/", json={"a": 1})
            self.assertEqual(requests.get("http://example.com/").json(), {"a": 1})
        (span,) = self.agent.spans("http")
        self.assertEqual((span.library, span.target), ("requests", "example.com"))

    def test_httpx(self):
        library("httpx")
        self.run_user(
            """
import httpx

def handler():
    with httpx.Client(timeout=8) as client:
        client.get(URL)
        client.post(URL, content=b"12345", timeout=None)
    assert httpx.get(URL).json() == {"hello": 1}
"""
        )
        spans = self.check(
            [
                ("httpx", "GET", 6, "new", 0),
                ("httpx", "POST", 7, "reused", 0),
                ("httpx", "GET", 8, "new", 0),
            ]
        )
        spans = [span for span in spans if span.kind == "http"]
        self.assertEqual([span.attributes["timeout"] for span in spans], [8, "none", 5.0])
        self.assertEqual(spans[1].attributes["request_bytes"], 5)
        self.assertEqual(spans[1].attributes["response_bytes"], 11)
        self.assertEqual(self.clients(), [("httpx.Client", 5), ("httpx.Client", 8)])

    def test_httpx_for_asyncio(self):
        library("httpx")
        self.run_user(
            """
import asyncio
import httpx

async def fetch(client):
    return await client.get(URL)

async def main():
    async with httpx.AsyncClient() as client:
        await client.get(URL)
        await asyncio.gather(fetch(client), client.get(URL), fetch(client))
        async with client.stream("GET", URL) as response:
            assert not response.is_stream_consumed
            assert await response.aread() == b'{"hello":1}'

def handler():
    asyncio.run(main())
"""
        )
        spans = [span for span in self.agent.spans("http") if span.library == "httpx"]
        self.assertEqual([span.line for span in spans], [10, 6, 11, 6, 12])
        self.assertEqual([span.parent for span in spans], [None] * 5)
        self.assertLess(spans[3].start, min(span.end for span in spans[1:4]))
        self.assertEqual(spans[0].attributes["connection"], "new")

    def test_respx(self):
        respx = library("respx")
        httpx = library("httpx")
        with respx.mock:
            respx.get("http://example.com/").mock(return_value=httpx.Response(204))
            self.assertEqual(httpx.get("http://example.com/").status_code, 204)
        (span,) = self.agent.spans("http")
        self.assertEqual((span.target, span.attributes["status"]), ("example.com", 204))

    def test_aiohttp(self):
        library("aiohttp")
        self.run_user(
            """
import asyncio
import aiohttp

async def fetch(session):
    async with session.get(URL) as response:
        return await response.json()

async def main():
    async with aiohttp.ClientSession() as session:
        await fetch(session)
        await asyncio.gather(fetch(session), fetch(session))
        async with session.post(URL, data=b"12345", timeout=aiohttp.ClientTimeout(9)) as response:
            return response.status

def handler():
    assert asyncio.run(main()) == 200
"""
        )
        spans = self.agent.spans()
        self.assertEqual([(spans[0].operation, spans[0].line)], [("aiohttp.ClientSession", 10)])
        calls = [span for span in spans if span.operation in ("GET", "POST")]
        self.assertEqual([span.line for span in calls], [6, 6, 6, 13])
        self.assertEqual([span.parent for span in calls], [None] * 4)
        self.assertEqual(
            [calls[0].attributes["connection"], calls[1].attributes["connection"]],
            ["new", "reused"],
        )
        self.assertEqual(calls[3].attributes["timeout"], 9)
        self.assertEqual(calls[3].attributes["request_bytes"], 5)
        reads = [span for span in spans if span.operation == "ClientResponse.read"]
        self.assertEqual(reads[0].line, 7)
        self.assertEqual(reads[0].attributes["response_bytes"], 11)
        self.assertEqual(self.agent.notes(), [])


if __name__ == "__main__":
    unittest.main()
