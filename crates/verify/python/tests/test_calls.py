"""Calls to other services are recorded, and answered from what was recorded."""

import gzip
import http.server
import json
import os
import sys
import threading
import unittest

from witness_run import WitnessTest


class Handler(http.server.BaseHTTPRequestHandler):
    """Counts, and answers as the path says."""

    protocol_version = "HTTP/1.1"
    count = 0

    def do_GET(self):
        type(self).count += 1
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = json.dumps({"path": self.path, "count": self.count}).encode()
        if self.path.startswith("/b/"):
            body = b"<answer>%d</answer>" % self.count
        if "redirect" in self.path:
            self.send_response(302)
            self.send_header("Location", "/there")
            body = b""
        else:
            self.send_response(503 if "broken" in self.path else 200)
        if "gzip" in self.path:
            body = gzip.compress(body)
            self.send_header("Content-Encoding", "gzip")
        if "chunked" in self.path:
            self.send_header("Transfer-Encoding", "chunked")
            body = b"".join(b"%x\r\n%b\r\n" % (1, bytes([b])) for b in body) + b"0\r\n\r\n"
        else:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_POST = do_PUT = do_HEAD = do_GET  # noqa: N815

    def log_message(self, *arguments):
        """Says nothing."""


class Server:
    """A service on loopback."""

    def __init__(self, test):
        Handler.count = 0
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        test.addCleanup(self.close)

    def close(self):
        """Ends it."""
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()
            self.server = None


class CallsTest(WitnessTest, unittest.TestCase):
    maxDiff = None

    def again(self, source, *events, env=None, in_order=True):
        """Runs live, then from the tape without the server; returns both."""
        server = Server(self)
        env = {"URL": server.url, **(env or {})}
        live, recorded = self.run_seen(source, *events, env=env)
        server.close()
        tape = self.folder / "tape"
        with open(tape, "w", encoding="utf-8") as file:
            file.write('{"format": "warmfront.tape/1"}\n')
            for line in sorted(recorded.tape, key=lambda line: line["n"]):
                file.write(json.dumps(line) + "\n")
        replayed, seen = self.run_seen(source, *events, env=env, tape=str(tape))
        self.assertEqual(recorded.notes, [])
        self.assertNotIn("errorType", str(live.results), live.results)
        self.assertEqual(live.results, replayed.results)
        calls = [[phase.calls for phase in one.phases] for one in (recorded, seen)]
        if not in_order:
            calls = [[sorted(map(json.dumps, each)) for each in one] for one in calls]
        self.assertEqual(*calls)
        return live, recorded

    def test_urllib(self):
        source = (
            "import json, os, urllib.request, urllib.error\n"
            "def get(path, data=None):\n"
            "    try:\n"
            "        with urllib.request.urlopen(os.environ['URL'] + path, data) as answer:\n"
            "            return [answer.read().decode(), dict(answer.headers)]\n"
            "    except urllib.error.HTTPError as error:\n"
            "        return [error.code, error.read().decode()]\n"
            "def handler(event, context):\n"
            "    return [get('/a'), get('/a'), get('/b', b'x=1'), get('/chunked'),\n"
            "            get('/redirect'), get('/broken')]\n"
        )
        live, recorded = self.again(source, 1, 2)
        self.assertEqual(json.loads(live.results[0][0][0]), {"path": "/a", "count": 1})
        calls = recorded.phases[1].calls
        self.assertEqual([call["outcome"]["status"] for call in calls][-3:], [302, 200, 503])
        self.assertEqual(calls[2]["body"], "x=1")

    def test_failed_connection(self):
        source = (
            "import http.client, os\n"
            "def handler(event, context):\n"
            "    connection = http.client.HTTPConnection('127.0.0.1', 1)\n"
            "    try:\n"
            "        connection.request('GET', '/')\n"
            "    except OSError as error:\n"
            "        return repr(error)\n"
        )
        live, recorded = self.again(source, 1)
        self.assertIn("ConnectionRefusedError", live.results[0])
        self.assertEqual(recorded.phases[1].calls[0]["method"], "CONNECT")

    def test_threads(self):
        source = (
            "import concurrent.futures, os, threading, urllib.request\n"
            "def get(path):\n"
            "    with urllib.request.urlopen(os.environ['URL'] + path) as answer:\n"
            "        return answer.read().decode().partition(',')[0]\n"
            "def handler(event, context):\n"
            "    get('/first')\n"
            "    with concurrent.futures.ThreadPoolExecutor(2) as pool:\n"
            "        told = list(pool.map(get, ['/a', '/b', '/c']))\n"
            "    thread = threading.Thread(target=lambda: [get('/d'), get('/e')])\n"
            "    thread.start()\n"
            "    thread.join()\n"
            "    get('/last')\n"
            "    return told\n"
        )
        _, recorded = self.again(source, 1, in_order=False)
        lines = sorted(recorded.phases[1].lines, key=lambda line: line["n"])
        lanes = {line["call"]["url"][-1]: line.get("lane") for line in lines}
        self.assertIsNone(lanes["t"])
        # Each item of work is a lane, and so is a thread.
        self.assertEqual(len({lanes[path] for path in "abcd"}), 4)
        self.assertEqual(lanes["d"], lanes["e"])

    def test_server_within_the_function(self):
        source = (
            "import http.server, logging, threading, urllib.request\n"
            "class Handler(http.server.BaseHTTPRequestHandler):\n"
            "    def do_GET(self):\n"
            "        logging.warning('asked for %s', self.path)\n"
            "        self.send_response(200)\n"
            "        self.end_headers()\n"
            "        self.wfile.write(b'here')\n"
            "    def log_message(self, *arguments):\n"
            "        pass\n"
            "server = http.server.HTTPServer(('127.0.0.1', 0), Handler)\n"
            "threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()\n"
            "def handler(event, context):\n"
            "    url = f'http://127.0.0.1:{server.server_port}/x'\n"
            "    with urllib.request.urlopen(url) as answer:\n"
            "        return answer.read().decode()\n"
        )
        tape = self.folder / "tape"
        tape.write_text('{"format": "warmfront.tape/1"}\n')
        for path in (None, str(tape)):
            outcome, seen = self.run_seen(source, 1, 2, tape=path)
            self.assertEqual(outcome.results, ["here", "here"])
            self.assertEqual([len(phase.logs) for phase in seen.phases], [0, 1, 1])
            self.assertEqual([len(phase.calls) for phase in seen.phases], [0, 1, 1])
            self.assertEqual((seen.tape, seen.notes), ([], []))

    def test_kinds_of_answers(self):
        source = (
            "import http.client, os\n"
            "host = os.environ['URL'][7:]\n"
            "def handler(event, context):\n"
            "    connection, told = http.client.HTTPConnection(host), []\n"
            "    for method, path in (('HEAD', '/a'), ('PUT', '/b'), ('GET', '/chunked')):\n"
            "        connection.request(method, path, body=b'xy')\n"
            "        answer = connection.getresponse()\n"
            "        told.append([answer.status, answer.reason, answer.version, answer.length])\n"
            "        told.append([answer.read(3).decode(), answer.readline().decode()])\n"
            "        told.append(answer.read().decode())\n"
            "    connection.request('GET', '/unread', headers={'Authorization': 'Bearer secret'})\n"
            "    connection.getresponse()\n"
            "    connection.close()\n"
            "    return told\n"
        )
        _, recorded = self.again(source, 1)
        self.assertNotIn("secret", str(recorded.lines))
        self.assertEqual([line.get("cut") for line in recorded.tape], [None, None, None, True])

    def test_programs_and_sockets(self):
        source = (
            "import os, socket, subprocess\n"
            "def handler(event, context):\n"
            "    subprocess.run(['true', 'x'], check=True)\n"
            "    os.system('true')\n"
            "    with socket.socket() as one, socket.socket() as other:\n"
            "        one.bind(('127.0.0.1', 0))\n"
            "        one.listen()\n"
            "        other.connect(one.getsockname())\n"
            "    with socket.socket(type=socket.SOCK_DGRAM) as one:\n"
            "        one.sendto(b'x', ('127.0.0.1', 9))\n"
            "        one.sendto(b'y', ('127.0.0.1', 9))\n"
        )
        _, recorded = self.run_seen(source, 1)
        calls = recorded.phases[1].calls
        kinds = [call["kind"] for call in calls]
        self.assertEqual(kinds, ["program", "program", "socket", "datagrams"])
        self.assertEqual(calls[0]["arguments"][0], ["true", "x"])

    def replayed(self, source, **env):
        """Runs with answers over TLS that are written by hand."""
        tape = self.folder / "tape"
        with open(tape, "w", encoding="utf-8") as file:
            for number in range(4):
                line = {"kind": "tape", "n": number, "method": "GET", "status": 200}
                line["url"] = f"https://service.invalid/{number}"
                line["headers"] = [["Content-Length", "4"], ["Content-Type", "text/plain"]]
                line["answer"] = {"base64": "/wABAg=="}
                file.write(json.dumps(line) + "\n")
        outcome, seen = self.run_seen(source, 1, tape=str(tape), env=env)
        self.assertEqual(outcome.results, ["ff000102"], outcome.stdout)
        self.assertEqual(seen.notes, [])
        self.assertEqual(outcome.stderr, "")
        return seen

    def test_urllib_over_tls(self):
        self.replayed(
            "import urllib.request\n"
            "def handler(event, context):\n"
            "    return urllib.request.urlopen('https://service.invalid/1').read().hex()\n"
        )

    def test_libraries_over_tls(self):
        self.needs("requests", "httpx", "aiohttp")
        self.replayed(
            "import aiohttp, asyncio, httpx, requests\n"
            "url = 'https://service.invalid/'\n"
            "async def get(number):\n"
            "    async with aiohttp.ClientSession() as session:\n"
            "        async with session.get(url + number) as answer:\n"
            "            return await answer.read()\n"
            "def handler(event, context):\n"
            "    told = {requests.get(url + '1').content, httpx.get(url + '2').content}\n"
            "    told.add(asyncio.run(get('3')))\n"
            "    return ''.join(one.hex() for one in told)\n",
            PYTHONPATH=os.environ.get("WARMFRONT_TEST_PACKAGES", ""),
        )

    def test_damaged_tape_gives_no_answers(self):
        self.needs("httpx", "aiohttp")
        source = (
            "import aiohttp, asyncio, httpx, urllib.request\n"
            "url = 'http://service.invalid/'\n"
            "async def get():\n"
            "    async with aiohttp.ClientSession() as session:\n"
            "        await session.get(url)\n"
            "def handler(event, context):\n"
            "    told = []\n"
            "    for call in (urllib.request.urlopen, httpx.get, lambda url: asyncio.run(get())):\n"
            "        try:\n"
            "            call(url)\n"
            "        except Exception as error:\n"
            "            told.append(type(error).__name__)\n"
            "    return told\n"
        )
        tape = self.folder / "tape"
        entry = {"kind": "tape", "n": 1, "method": "GET", "url": "http://service.invalid/"}
        tape.write_text((json.dumps({**entry, "status": 200, "answer": {}}) + "\n") * 4)
        path = {"PYTHONPATH": os.environ["WARMFRONT_TEST_PACKAGES"]}
        outcome, _ = self.run_seen(source, 1, tape=str(tape), env=path)
        self.assertEqual(
            outcome.results, [["ConnectionRefusedError", "ConnectError", "ClientOSError"]]
        )

    def test_connection_of_another_kind(self):
        server = Server(self)
        source = (
            "import http.client, os, socket\n"
            "host, port = os.environ['URL'][7:].split(':')\n"
            "class Connection(http.client.HTTPConnection):\n"
            "    def connect(self):\n"
            "        self.sock = socket.create_connection((host, int(port)))\n"
            "def handler(event, context):\n"
            "    connection = Connection('elsewhere.invalid')\n"
            "    connection.request('GET', '/')\n"
            "    return connection.getresponse().read().decode()\n"
        )
        tape = self.folder / "tape"
        tape.write_text('{"format": "warmfront.tape/1"}\n')
        _, seen = self.run_seen(source, 1, tape=str(tape), env={"URL": server.url})
        notes = [note for note in seen.notes if note.startswith("GET http://elsewhere.invalid/ ")]
        self.assertEqual(len(notes), 1, seen.notes)

    def test_call_without_an_answer(self):
        source = (
            "import http.client\n"
            "def handler(event, context):\n"
            "    connection = http.client.HTTPConnection('192.0.2.1')\n"
            "    connection.request('GET', '/x')\n"
            "    connection.getresponse()\n"
        )
        tape = self.folder / "tape"
        tape.write_text('{"format": "warmfront.tape/1"}\n')
        outcome, seen = self.run_seen(source, 1, tape=str(tape))
        self.assertEqual(outcome.results[0]["errorType"], "ConnectionRefusedError")
        self.assertIn("http://192.0.2.1/x", outcome.results[0]["errorMessage"])
        self.assertTrue(seen.phases[1].calls[0]["outcome"]["unmatched"])
        self.assertEqual(len(outcome.results[0]["stackTrace"]), 1)

    def test_requests(self):
        source = (
            "import os, requests\n"
            "from requests.adapters import HTTPAdapter\n"
            "from urllib3.util import Retry\n"
            "session = requests.Session()\n"
            "session.mount('http://', HTTPAdapter(max_retries=Retry(2, status_forcelist=[503])))\n"
            "def handler(event, context):\n"
            "    url = os.environ['URL']\n"
            "    told = [session.get(url + '/gzip').json(), session.post(url, json=event).text]\n"
            "    told.append(session.get(url + '/redirect').text)\n"
            "    try:\n"
            "        session.get(url + '/broken')\n"
            "    except requests.exceptions.RetryError as error:\n"
            "        told.append(type(error).__name__)\n"
            "    try:\n"
            "        session.get('http://127.0.0.1:1/')\n"
            "    except requests.ConnectionError as error:\n"
            "        told.append(type(error).__name__)\n"
            "    return told\n"
        )
        live, recorded = self.again_with("requests", source, 1, 2)
        self.assertEqual(live.results[0][-2:], ["RetryError", "ConnectionError"])
        self.assertEqual(len(recorded.phases[1].calls), 4 + 3 + 3)

    def needs(self, *libraries):
        """Skips a test without libraries."""
        packages = os.environ.get("WARMFRONT_TEST_PACKAGES", "")
        for library in libraries:
            if not os.path.isdir(os.path.join(packages, library)) or not _fits():
                self.skipTest(f"{library} is not installed")

    def again_with(self, library, source, *events, env=None):
        """Does that with a library, or skips."""
        self.needs(library)
        packages = os.environ["WARMFRONT_TEST_PACKAGES"]
        return self.again(source, *events, env={"PYTHONPATH": packages, **(env or {})})

    def test_boto3(self):
        source = (
            "import boto3, os, botocore.exceptions\n"
            "from botocore.config import Config\n"
            "def client(name, url):\n"
            "    config = Config(retries={'total_max_attempts': 2}, connect_timeout=1)\n"
            "    place = {'endpoint_url': url, 'region_name': 'eu-west-1'}\n"
            "    return boto3.client(name, config=config, **place)\n"
            "def handler(event, context):\n"
            "    s3 = client('s3', os.environ['URL'])\n"
            "    s3.put_object(Bucket='b', Key='k', Body=b'data')\n"
            "    body = s3.get_object(Bucket='b', Key='k')['Body'].read().decode()\n"
            "    told = [body]\n"
            "    try:\n"
            "        s3.get_object(Bucket='b', Key='broken')\n"
            "    except botocore.exceptions.ClientError as error:\n"
            "        told.append(str(error))\n"
            "    try:\n"
            "        client('sqs', 'http://127.0.0.1:1').list_queues()\n"
            "    except botocore.exceptions.EndpointConnectionError as error:\n"
            "        told.append(str(error))\n"
            "    return told\n"
        )
        keys = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
        live, recorded = self.again_with("boto3", source, 1, env=keys)
        calls = recorded.phases[1].calls
        self.assertEqual(
            [call["operation"] for call in calls],
            ["PutObject", "GetObject", "GetObject", "ListQueues"],
        )
        self.assertEqual(calls[0]["arguments"]["Body"], {"$bytes": "data"})
        self.assertEqual([len(call["wire"]) for call in calls], [1, 1, 2, 2])
        self.assertIn("Could not connect", live.results[0][2])

    def test_httpx(self):
        source = (
            "import asyncio, httpx, os\n"
            "client = httpx.Client(base_url=os.environ['URL'])\n"
            "async def several(paths):\n"
            "    async with httpx.AsyncClient(base_url=os.environ['URL']) as client:\n"
            "        found = await asyncio.gather(*[client.get(path) for path in paths])\n"
            "        return [one.json()['path'] for one in found]\n"
            "def handler(event, context):\n"
            "    told = [client.get('/gzip').json(), client.post('/', json=event).text]\n"
            "    told.append(client.get('/redirect', follow_redirects=True).text)\n"
            "    told += asyncio.run(several(['/a', '/chunked', '/gzip']))\n"
            "    try:\n"
            "        httpx.get('http://127.0.0.1:1/')\n"
            "    except httpx.ConnectError as error:\n"
            "        told.append(str(error))\n"
            "    return told\n"
        )
        live, recorded = self.again_with("httpx", source, 1, 2)
        lanes = [line.get("lane") for line in recorded.lines if line["kind"] == "call"]
        self.assertEqual(len(set(lanes[4:7])), 3, lanes)
        self.assertIn("refused", live.results[0][-1])

    def test_aiohttp(self):
        source = (
            "import aiohttp, asyncio, os\n"
            "async def several(event):\n"
            "    url, told = os.environ['URL'], []\n"
            "    async with aiohttp.ClientSession() as session:\n"
            "        for path in ('/a', '/chunked', '/gzip', '/redirect'):\n"
            "            async with session.get(url + path) as answer:\n"
            "                told.append([answer.status, await answer.text()])\n"
            "        async with session.post(url + '/b', json={'event': event}) as answer:\n"
            "            told.append((await answer.read()).decode())\n"
            "        async with session.put(url, data=b'x', expect100=True) as answer:\n"
            "            told.append(await answer.text())\n"
            "        try:\n"
            "            await session.get('http://127.0.0.1:1/')\n"
            "        except aiohttp.ClientConnectorError as error:\n"
            "            told.append(str(error))\n"
            "    return told\n"
            "def handler(event, context):\n"
            "    return asyncio.run(several(event))\n"
        )
        live, recorded = self.again_with("aiohttp", source, 1)
        calls = recorded.phases[1].calls
        self.assertEqual([len(call["wire"]) for call in calls], [1, 1, 1, 2, 1, 1, 1])
        self.assertEqual(calls[4]["wire"][0]["body"], '{"event": 1}')
        self.assertEqual(live.results[0][3][0], 200)


def _fits():
    python = os.environ.get("WARMFRONT_TEST_PACKAGES_PYTHON", "")
    return python.endswith(f"3.{sys.version_info[1]}")


if __name__ == "__main__":
    unittest.main()
