"""A scripted Runtime API server over raw sockets, and a way to run a client against it."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

SOURCES = Path(__file__).resolve().parent.parent
#: Where AWS's client, to compare with, is installed; comparisons are skipped without it.
AWSLAMBDARIC = os.environ.get("WARMFRONT_TEST_AWSLAMBDARIC")
MINOR = f"{sys.version_info.major}.{sys.version_info.minor}"

ACCEPTED = (
    b"HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\n"
    b'Content-Length: 16\r\n\r\n{"status":"OK"}\n'
)


def response(status, body=b"", *headers):
    """Returns a response with a body of known length."""
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def event(body, *headers, content_type="application/json", request_id="request-1"):
    """Returns the response to /next that hands out an event."""
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
    return response(
        "200 OK",
        body,
        f"Content-Type: {content_type}",
        f"Lambda-Runtime-Aws-Request-Id: {request_id}",
        "Lambda-Runtime-Deadline-Ms: 4102444800000",
        "Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-west-1:123456789012:function:f",
        *headers,
    )


class Request:
    """A request as the server got it."""

    def __init__(self, head, body, connection, n_reads):
        first, *lines = head.decode("utf-8").split("\r\n")
        self.method, self.path, _ = first.split(" ")
        self.headers = {}
        for line in lines:
            name, _, value = line.partition(":")
            self.headers[name.lower()] = value.strip()
        self.body = body
        #: Number of the connection that it came on, from 0.
        self.connection = connection
        #: How many reads it took.
        self.n_reads = n_reads


class FakeApi:
    """Answers requests, whatever they are, with the given responses in turn.

    A response is bytes, or a list of parts: bytes to send at once, `None` to close the connection,
    or a function to call with the client's process. When there is none left, the request is
    recorded, `finished` is set and the client is left waiting.
    """

    def __init__(self, responses):
        self._responses = list(responses)
        self.requests = []
        self.finished = threading.Event()
        self.process = None
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self._connections = []
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self._listener.close()
        for connection in self._connections:
            connection.close()

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            number = len(self._connections)
            self._connections.append(connection)
            threading.Thread(target=self._serve, args=(connection, number), daemon=True).start()

    def _serve(self, connection, number):
        try:
            while True:
                request = _read_request(connection, number)
                if request is None:
                    return
                self.requests.append(request)
                if not self._responses:
                    self.finished.set()
                    return
                answer = self._responses.pop(0)
                for part in answer if isinstance(answer, list) else [answer]:
                    if part is None:
                        connection.close()
                        return
                    if callable(part):
                        part(self.process)
                    else:
                        connection.sendall(part)
        except OSError:
            pass


def _read_request(connection, number):
    data = b""
    n_reads = 0
    while b"\r\n\r\n" not in data:
        part = connection.recv(1 << 20)
        if not part:
            return None
        data += part
        n_reads += 1
    head, _, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    while length and len(body) < int(length.group(1)):
        body += connection.recv(1 << 20)
        n_reads += 1
    return Request(head, body, number, n_reads)


class Outcome:
    """What a client did."""

    def __init__(self, api, process, stdout, stderr, is_killed):
        self.requests = api.requests
        #: Exit status, or None if the client was waiting for more.
        self.status = None if is_killed else process.returncode
        self.stdout = stdout.decode("utf-8")
        self.stderr = stderr.decode("utf-8")

    @property
    def posts(self):
        return [request for request in self.requests if request.method == "POST"]

    @property
    def results(self):
        """Bodies of all that was handed over, parsed."""
        return [json.loads(post.body) for post in self.posts]

    def masked_stdout(self):
        text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z", "TIME", self.stdout)
        return re.sub(r"\[\d{13}\]", "[MILLIS]", text)


class ClientTest:
    """Mixed into test cases: writes functions into a temporary folder and runs them."""

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="warmfront-test-")).resolve()
        self.addCleanup(shutil.rmtree, str(self.folder), ignore_errors=True)
        self.task = self.folder / "task"
        self.task.mkdir()

    def write(self, name, text):
        path = self.task / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def run_ours(self, responses, **options):
        """Runs the bootstrap as the engine does: compiled, by path, in a private folder."""
        return self._run([str(_compiled_bootstrap())], responses, **options)

    def run_aws(self, responses, **options):
        """Runs AWS's client as Lambda does."""
        runner = self.folder / "runner.py"
        runner.write_text(
            "import os, site, sys\n"
            f"sys.path[0] = {AWSLAMBDARIC!r}\n"
            "sys.path.insert(0, os.environ['LAMBDA_TASK_ROOT'])\n"
            "site.addsitedir(os.environ['LAMBDA_TASK_ROOT'])\n"
            "import awslambdaric.__main__ as awslambdaricmain\n"
            # As deep as on Lambda, for the sake of the recursion limit.
            "def main():\n"
            "    awslambdaricmain.main([os.environ['LAMBDA_TASK_ROOT'], os.environ['_HANDLER']])\n"
            "main()\n"
        )
        return self._run([str(runner)], responses, **options)

    def _run(self, program, responses, handler="app.handler", env=None, path="", fds=()):
        api = FakeApi(responses)
        self.addCleanup(api.close)
        variables = {
            "AWS_EXECUTION_ENV": "AWS_Lambda_python" + MINOR,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128",
            "AWS_LAMBDA_FUNCTION_NAME": "f",
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_RUNTIME_API": api.address + path,
            "HOME": str(self.folder),
            "LAMBDA_TASK_ROOT": str(self.task),
            "LANG": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
            "_HANDLER": handler,
            **(env or {}),
        }
        process = subprocess.Popen(
            [sys.executable, *program],
            env={name: value for name, value in variables.items() if value is not None},
            cwd=str(self.task),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=fds,
        )
        api.process = process
        is_killed = threading.Event()

        def kill_when_idle():
            api.finished.wait()
            if process.poll() is None:
                is_killed.set()
                process.kill()

        threading.Thread(target=kill_when_idle, daemon=True).start()
        try:
            stdout, stderr = process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise
        is_idle = is_killed.is_set() and process.returncode == -9
        api.finished.set()
        return Outcome(api, process, stdout, stderr, is_idle)


_COMPILED = []


def _compiled_bootstrap():
    if not _COMPILED:
        import atexit
        import py_compile

        folder = tempfile.mkdtemp(prefix="warmfront-bootstrap-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        for source in SOURCES.glob("*.py"):
            is_main = source.name == "bootstrap.py"
            target = Path(folder) / (("warmfront_" if is_main else "") + source.stem + ".pyc")
            shown_as = "/var/runtime/" + source.name
            py_compile.compile(str(source), str(target), shown_as, doraise=True)
            if is_main:
                _COMPILED.append(target)
    return _COMPILED[0]
