"""What tests of recorded calls share: the agent's modules from source, and a user's function."""

import contextlib
import http.server
import os
import pathlib
import sys
import tempfile
import textwrap
import threading

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

    def __init__(self, mode="timed"):
        self._folder = tempfile.TemporaryDirectory()
        self.root = self._folder.name
        self.recorder = Recorder()
        self.load = Load()
        options = {"mode": mode, "task_root": self.root}
        self._undo = []
        self.calls = self.load("warmfront_calls").install(
            self.recorder, self._when_imported, self.load, options
        )

    def _when_imported(self, name, callback):
        """Stands for the agent's own: imports the module, and undoes all patches at the end."""
        import importlib

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
                    self._undo.append((holder, each, names.get(each)))

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
        """Takes all patches back."""
        for holder, name, value in reversed(self._undo):
            with contextlib.suppress(AttributeError, TypeError):
                if value is None:
                    delattr(holder, name)
                else:
                    setattr(holder, name, value)
        self._folder.cleanup()


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
