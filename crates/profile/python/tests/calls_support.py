"""What tests of recorded calls share: the agent's modules from source, and a user's function."""

import contextlib
import glob
import http.server
import importlib
import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
import unittest

FOLDER = pathlib.Path(__file__).resolve().parent.parent

_packages = os.environ.get("WARMFRONT_TEST_PACKAGES")
_python = os.environ.get("WARMFRONT_TEST_PACKAGES_PYTHON", "")
if _packages and _packages not in sys.path and _python.endswith(f"3.{sys.version_info[1]}"):
    sys.path.append(_packages)


class Load:
    """Runs the agent's modules from their sources, each once."""

    def __init__(self):
        self.loaded = {}

    def __call__(self, name):
        if name not in self.loaded:
            module = type(sys)(name)
            module.__file__ = str(FOLDER / f"{name}.py")
            source = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
            exec(compile(source, module.__file__, "exec"), module.__dict__)
            self.loaded[name] = module
        return self.loaded[name]


class Recorder:
    """Keeps lines."""

    def __init__(self):
        self.lines = []
        self.request_id = None
        self.add = self.lines.append

    def note(self, string):
        """Keeps a note."""
        self.lines.append(("note", string))


class Recorded:
    """A span by names."""

    def __init__(self, line):
        (
            _,
            self.id,
            self.parent,
            self.thread,
            self.start,
            self.end,
            self.kind,
            self.library,
            self.operation,
            self.target,
            self.file,
            self.line,
            self.function,
            self.error,
            self.attributes,
        ) = line

    def __repr__(self):
        name = f"{self.kind} {self.library} {self.operation} {self.target}"
        return f"<{self.id} in {self.parent}: {name} {self.function}:{self.line}>"


class Agent:
    """Records the calls of functions that are written below a task root."""

    def __init__(self, mode="timed", root=None):
        self._folder = tempfile.TemporaryDirectory()
        self.root = root or self._folder.name
        self.recorder = Recorder()
        self.load = Load()
        options = {"mode": mode, "task_root": self.root}
        self._patches = []
        self.calls = self.load("warmfront_calls").install(
            self.recorder, self._when_imported, self.load, options
        )

    def _when_imported(self, name, callback):
        """Stands for the agent's own: imports the module, and undoes all patches at the end."""
        try:
            module = importlib.import_module(name)
        except ImportError:
            return
        holders = [each for each in vars(module).values() if isinstance(each, type)]
        holders += [sys.modules[name.rsplit(".", n)[0]] for n in range(name.count(".") + 1)]
        before = [(holder, dict(vars(holder))) for holder in holders]
        callback(module)
        for holder, names in before:
            for each, value in dict(vars(holder)).items():
                if names.get(each) is not value:
                    self._patches.append((holder, each, names.get(each), value))

    def user(self, source, name="handler.py"):
        """Returns the namespace of a user's module of this source."""
        path = os.path.join(self.root, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(textwrap.dedent(source))
        namespace = {"__name__": "handler", "__file__": path}
        with open(path, encoding="utf-8") as file:
            exec(compile(file.read(), path, "exec"), namespace)
        return namespace

    def spans(self, kind=None, library=None):
        """Returns what was recorded, by start."""
        lines = [line[0](line) for line in self.recorder.lines if isinstance(line, list)]
        spans = [Recorded(line) for line in lines]
        spans = [span for span in spans if kind is None or span.kind == kind]
        spans = [span for span in spans if library is None or span.library == library]
        return sorted(spans, key=lambda span: span.start)

    def notes(self):
        """Returns what was noted."""
        return [line[1] for line in self.recorder.lines if line[0] == "note"]

    def close(self):
        """Ends it."""
        self.withdraw()
        self._folder.cleanup()

    def withdraw(self):
        """Takes all patches back."""
        for holder, name, before, _ in reversed(self._patches):
            with contextlib.suppress(AttributeError, TypeError):
                if before is None:
                    delattr(holder, name)
                else:
                    setattr(holder, name, before)

    def restore(self):
        """Puts them in place again."""
        for holder, name, _, after in self._patches:
            with contextlib.suppress(AttributeError, TypeError):
                setattr(holder, name, after)


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b'{"hello":1}'
        self.send_response(404 if "missing" in self.path else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_PUT = do_GET  # noqa: N815

    def log_message(self, *arguments):
        """Says nothing."""


class Server:
    """Answers every request on loopback with a little JSON."""

    def __init__(self):
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        """Ends."""
        self._server.shutdown()
        self._server.server_close()


class Program:
    """A server that runs for the tests of a class, in a folder of its own, on loopback."""

    def __init__(self):
        self.folder = tempfile.mkdtemp()
        os.chmod(self.folder, 0o755)
        self.port = free_port()
        self._process = None

    def start(self, command, **options):
        """Starts the server and waits until it listens."""
        with open(os.path.join(self.folder, "log"), "wb") as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **options
            )
        for _ in range(600):
            if self._process.poll() is not None:
                break
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return self
            time.sleep(0.1)
        with open(os.path.join(self.folder, "log"), errors="replace") as log:
            raise RuntimeError(f"{command[0]} does not listen: {log.read()[-2000:]}")

    def close(self):
        """Ends it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def free_port():
    """Returns a port that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def program(name, *folders):
    """Returns the path of a program, or skips the test."""
    for pattern in (*folders, "/usr/bin", "/usr/sbin", "/usr/local/bin"):
        for found in sorted(glob.glob(os.path.join(pattern, name)), reverse=True):
            return found
    found = shutil.which(name)
    if found is None:
        raise unittest.SkipTest(f"{name} is not installed")
    return found


def library(name):
    """Returns a module, or skips the test."""
    try:
        return importlib.import_module(name)
    except ImportError:
        raise unittest.SkipTest(f"{name} is not installed") from None


def as_nobody():
    """Returns options of `Popen` for servers that refuse to be run by root."""
    if os.getuid() != 0:
        return {}
    if sys.version_info >= (3, 9):
        return {"user": "nobody", "group": "nogroup"}
    nobody = pwd.getpwnam("nobody")

    def become():
        os.setgid(nobody.pw_gid)
        os.setuid(nobody.pw_uid)

    return {"preexec_fn": become}


def postgres():
    """Starts PostgreSQL."""
    binary = program("postgres", "/usr/lib/postgresql/*/bin")
    server = Program()
    if os.getuid() == 0:
        shutil.chown(server.folder, "nobody")
    data = os.path.join(server.folder, "data")
    command = [os.path.join(os.path.dirname(binary), "initdb"), "-D", data, "-A", "trust"]
    command += ["-U", "warmfront", "--no-sync"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", **as_nobody())
    command = [binary, "-D", data, "-p", str(server.port), "-h", "127.0.0.1", "-F"]
    server.start([*command, "-k", server.folder], cwd="/", **as_nobody())
    ready = os.path.join(os.path.dirname(binary), "pg_isready")
    for _ in range(300):
        # It listens for a while before it answers.
        asked = [ready, "-q", "-h", "127.0.0.1", "-p", str(server.port)]
        if subprocess.run(asked, stdout=subprocess.DEVNULL).returncode == 0:
            break
        time.sleep(0.1)
    return server


def mariadb():
    """Starts MariaDB, with a user `warmfront` and a database of that name."""
    binary, install = program("mariadbd"), program("mariadb-install-db")
    server = Program()
    if os.getuid() == 0:
        shutil.chown(server.folder, "nobody")
    data = os.path.join(server.folder, "data")
    command = [install, "--no-defaults", f"--datadir={data}", "--skip-test-db"]
    subprocess.run(
        [*command, "--auth-root-authentication-method=normal"],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        **as_nobody(),
    )
    start = os.path.join(server.folder, "start.sql")
    with open(start, "w") as file:
        file.write("CREATE DATABASE warmfront;\n")
        file.write("CREATE USER warmfront@localhost IDENTIFIED BY '';\n")
        file.write("GRANT ALL ON *.* TO warmfront@localhost;\n")
    command = [binary, "--no-defaults", f"--datadir={data}", f"--port={server.port}"]
    command += ["--bind-address=127.0.0.1", f"--socket={server.folder}/socket"]
    command += [f"--init-file={start}", f"--pid-file={server.folder}/pid"]
    return server.start(command, cwd="/", **as_nobody())


def redis_server():
    """Starts Redis."""
    server = Program()
    command = [program("redis-server"), "--port", str(server.port), "--bind", "127.0.0.1"]
    return server.start([*command, "--save", "", "--dir", server.folder])


def moto():
    """Starts moto's server."""
    library("moto.server")
    server = Program()
    path = os.pathsep.join(each for each in sys.path if each)
    return server.start(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(server.port)],
        env={**os.environ, "PYTHONPATH": path},
    )
