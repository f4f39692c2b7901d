"""HTTP as it goes over a connection: what was sent, what is answered, and what stands for both."""

import io


class Recorded:
    """Stands for a connection to a service whose answers are recorded."""

    def __init__(self):
        self.answer = b"HTTP/1.1 200 OK\r\n\r\n"
        self.host = None
        self._pair = None

    def makefile(self, *arguments, **named):
        """Returns the answer as a file."""
        return io.BufferedReader(io.BytesIO(self.answer))

    def sendall(self, data, flags=0):
        """Takes what is seen elsewhere."""

    def send(self, data, flags=0):
        """Takes it as well."""
        return len(data)

    def fileno(self):
        """Returns a descriptor from which nothing can be read."""
        if self._pair is None:
            import socket

            self._pair = socket.socketpair()
        return self._pair[0].fileno()

    def close(self):
        """Ends it."""
        for each in self._pair or ():
            each.close()
        self._pair = None

    def getpeercert(self, binary_form=False):
        """Returns a certificate for whatever host was asked for, since none is kept."""
        names = (("DNS", self.host), ("IP Address", self.host))
        return b"" if binary_form else {"subjectAltName": names}

    def version(self):
        """Returns the version of TLS."""
        return "TLSv1.3"

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *arguments, **named: None


class Heard:
    """The body of an answer, which is kept as it is read."""

    def __init__(self, file, keeping, guarded):
        self._file = file
        self._keeping = keeping
        self._guarded = guarded
        #: Called once with this, when all that is read has been read.
        self.done = None
        self.data = bytearray()
        self.is_cut = False

    def _keep(self, data):
        if self.done is not None and not self.is_cut:
            if len(self.data) + len(data) > self._keeping:
                self.is_cut = True
            else:
                self.data += data

    def read(self, *arguments):
        """Reads, and keeps what was read; likewise the others."""
        data = self._file.read(*arguments)
        self._keep(data)
        return data

    def read1(self, *arguments):
        data = self._file.read1(*arguments)
        self._keep(data)
        return data

    def readline(self, *arguments):
        data = self._file.readline(*arguments)
        self._keep(data)
        return data

    def readinto(self, buffer):
        count = self._file.readinto(buffer)
        if count:
            self._keep(bytes(memoryview(buffer)[:count]))
        return count

    def close(self):
        try:
            self._file.close()
        finally:
            if self.done is not None:
                self._guarded("http.client, body", self.finish)

    def finish(self):
        """Has what was read be kept."""
        done, self.done = self.done, None
        if done is not None:
            done(self)

    def __getattr__(self, name):
        return getattr(self._file, name)


def request_of(sent):
    """Returns method, target, headers and body of the bytes of a request."""
    head, _, body = sent.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target = [*first.split(" "), ""][:2]
    headers = [tuple(line.split(": ", 1)) for line in lines if ": " in line]
    if is_chunked(headers):
        body = dechunked(body)[0]
    return method, target, headers, body


def is_chunked(headers):
    """Tells whether a body is sent in chunks."""
    return any(k.lower() == "transfer-encoding" and "chunked" in v.lower() for k, v in headers)


def dechunked(data):
    """Returns what was sent in chunks, and whether it is whole."""
    parts = []
    while True:
        head, mark, data = data.partition(b"\r\n")
        try:
            size = int(head.split(b";")[0], 16)
        except ValueError:
            return b"".join(parts), False
        if not size:
            return b"".join(parts), bool(mark)
        parts.append(data[:size])
        if len(data) < size + 2:
            return b"".join(parts), False
        data = data[size + 2 :]


def response_of(tape, entry):
    """Returns the bytes of a recorded answer."""
    data = tape.data(entry.get("answer"))
    headers = [tuple(pair) for pair in entry.get("headers") or ()]
    if is_chunked(headers):
        data = (b"%x\r\n%b\r\n" % (len(data), data) if data else b"") + b"0\r\n\r\n"
    version = "1.0" if entry.get("version") == 10 else "1.1"
    lines = [f"HTTP/{version} {entry['status']} {entry.get('reason') or ''}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + data


def refused(exchange):
    """Returns what is raised for a request that has no recorded answer."""
    what = f"no recorded answer to {exchange.method} {exchange.url}"
    return ConnectionRefusedError(111, f"Connection refused: {what}")
