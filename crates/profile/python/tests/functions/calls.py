"""Calls to other services, most of which fail, in every way that shows how they were made."""

import asyncio
import concurrent.futures
import contextvars
import http.client
import inspect
import sqlite3
import subprocess
import sys
import threading
import urllib.request
import warnings


def refused():
    urllib.request.urlopen("http://127.0.0.1:1/")


def refused_below():
    http.client.HTTPConnection("127.0.0.1", 1).request("GET", "/")


def wrong_arguments():
    http.client.HTTPConnection("127.0.0.1", 1).request()


def wrong_statement():
    sqlite3.connect(":memory:").execute("SELECT * FROM absent")


def wrong_parameters():
    sqlite3.connect(":memory:").cursor().execute("SELECT ?", (1, 2))


def database():
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (a INTEGER, b TEXT)")
    connection.executemany("INSERT INTO t VALUES (?, ?)", [(1, "x"), (2, "y")])
    rows = list(connection.execute("SELECT * FROM t WHERE a > ?", (0,)))
    with connection:
        connection.execute("DELETE FROM t")
    shown = repr(connection).partition(" at ")[0]
    return [rows, connection.total_changes, connection.in_transaction, shown]


def program():
    return subprocess.run(["/bin/echo", "x"], capture_output=True, check=True).stdout.decode()


def absent_program():
    subprocess.Popen(["/absent"])


def failing_program():
    subprocess.run(["/bin/false"], check=True)


def pool():
    with concurrent.futures.ThreadPoolExecutor(2) as executor:
        future = executor.submit(urllib.request.urlopen, "http://127.0.0.1:1/")
        # Where the error shows depends on whether it is there already.
        concurrent.futures.wait([future])
        return future.result()


def thread():
    seen = []

    def work():
        seen.append([frame.function for frame in inspect.stack()])

    one = threading.Thread(target=work)
    one.start()
    one.join()
    one.start()


def stack_in_thread():
    seen = []
    one = threading.Thread(target=lambda: seen.extend(inspect.stack()))
    one.start()
    one.join()
    return [frame.function for frame in seen]


def contexts():
    return [variable.name for variable in contextvars.copy_context()]


async def both():
    loop = asyncio.get_running_loop()
    await asyncio.gather(
        loop.run_in_executor(None, refused_below), asyncio.sleep(0), return_exceptions=False
    )


def tasks():
    asyncio.run(both())


def signatures():
    shown = [http.client.HTTPConnection.request, subprocess.Popen, threading.Thread.start]
    shown += [concurrent.futures.ThreadPoolExecutor.submit, urllib.request.OpenerDirector.open]
    shown.append(asyncio.BaseEventLoop.create_task)
    return [
        [each.__qualname__, each.__module__, *inspect.signature(each).parameters] for each in shown
    ]


def warned():
    class Connection(http.client.HTTPConnection):
        def connect(self):
            warnings.warn("on the way", stacklevel=2)
            super().connect()

    Connection("127.0.0.1", 1).request("GET", "/")


def modules():
    return sorted(name for name in sys.modules if "warmfront" in name)


ACTIONS = {
    name: value
    for name, value in list(globals().items())
    if inspect.isfunction(value) and value is not both
}


def handler(event, context):
    return ACTIONS[event]()
