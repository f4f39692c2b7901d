"""Threads, tracers, signals and tasks."""

import asyncio
import concurrent.futures
import contextvars
import os
import queue
import signal
import sys
import threading
import time
import tracemalloc
import traceback
import warnings

VARIABLE = contextvars.ContextVar("variable", default=0)


class Late(Exception):
    pass


def alarm():
    """Ends a loop by a signal."""

    def ring(number, frame):
        raise Late(frame.f_code.co_name)

    old = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    try:
        while True:
            pass
    except Late as error:
        return [str(error), len(traceback.extract_tb(error.__traceback__))]
    finally:
        signal.signal(signal.SIGALRM, old)


def waiting_for_signal():
    """Blocks a signal and waits for it: no other thread may take it."""
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
    os.kill(os.getpid(), signal.SIGUSR1)
    time.sleep(0.02)
    got = signal.sigwait([signal.SIGUSR1])
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGUSR1])
    return got


def interrupted_sleep():
    """A signal ends a wait in the main thread."""
    seen = []
    old = signal.signal(signal.SIGALRM, lambda *_: seen.append(threading.current_thread().name))
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    signal.pause()
    signal.signal(signal.SIGALRM, old)
    return seen


def traced():
    """Counts lines of this file under a tracer and a profiler."""
    seen = {"line": 0, "call": 0, "c_call": 0}

    def trace(frame, event, argument):
        if frame.f_code.co_filename == __file__ and event in seen:
            seen[event] += 1
        return trace

    def work():
        return sum(len(str(i)) for i in range(100))

    sys.settrace(trace)
    work()
    sys.settrace(None)
    sys.setprofile(trace)
    work()
    sys.setprofile(None)
    threading.settrace(trace)
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    threading.settrace(None)
    return seen


def failing_thread():
    def fail():
        raise ValueError("in a thread")

    thread = threading.Thread(target=fail, name="failing")
    thread.start()
    thread.join()


def importing_threads():
    """Many threads import the same modules at once, nested and failing."""
    results = queue.Queue()

    def work(number):
        try:
            import xml.dom.minidom
            import xmlrpc.client  # noqa: F401

            import nothing_there  # noqa: F401
        except ImportError as error:
            results.put(str(error))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [results.get() for _ in threads]


async def task(number):
    VARIABLE.set(number)
    await asyncio.sleep(0.001 * number)
    return VARIABLE.get()


async def tasks():
    done = await asyncio.gather(*(task(n) for n in range(5)))
    names = sorted(t.get_coro().__name__ for t in asyncio.all_tasks())
    return [done, names, VARIABLE.get()]


def pool():
    with concurrent.futures.ThreadPoolExecutor(4) as executor:
        return sorted(executor.map(lambda n: n * n, range(20)))


def generators():
    def inner():
        try:
            yield 1
        except ValueError:
            yield 2
        finally:
            seen.append("closed")

    seen = []
    one = inner()
    seen.append(next(one))
    seen.append(one.throw(ValueError()))
    one.close()
    return seen


def memory():
    tracemalloc.start()
    kept = [bytes(1000) for _ in range(10)]
    statistics = (
        tracemalloc.take_snapshot()
        .filter_traces([tracemalloc.Filter(True, __file__)])
        .statistics("lineno")
    )
    tracemalloc.stop()
    return [len(kept), max(s.size for s in statistics) >= 10_000]


def finalisers():
    """Objects go when and where they always go."""
    seen = []

    class Noted:
        def __del__(self):
            seen.append(threading.current_thread().name)

    def use():
        noted = Noted()
        end = time.monotonic() + 0.03
        while time.monotonic() < end:
            noted = noted  # noqa: PLW0127

    use()
    return seen


def handler(event, context):
    results = {}
    for function in (
        alarm,
        waiting_for_signal,
        interrupted_sleep,
        traced,
        failing_thread,
        importing_threads,
        pool,
        generators,
        memory,
        finalisers,
    ):
        results[function.__name__] = function()
    results["tasks"] = asyncio.run(tasks())
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        pid = os.fork()
        if not pid:
            os._exit(3)
        results["fork"] = os.waitpid(pid, 0)[1]
    results["warned"] = [str(w.message)[:20] for w in caught]
    results["left"] = sorted(t.name for t in threading.enumerate())
    return results
