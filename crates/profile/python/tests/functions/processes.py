"""Processes of all kinds."""

import multiprocessing
import os
import subprocess
import sys
import warnings


def in_child(connection, number):
    import fractions

    sys.stdout.write(f"child {number}\n")
    connection.send([number, str(fractions.Fraction(number, 7)), len(sys.modules) > 0])
    connection.close()


def with_pipes(method):
    """The pattern for parallel work on Lambda, where there is no shared memory."""
    context = multiprocessing.get_context(method)
    ends = [context.Pipe() for _ in range(3)]
    children = [
        context.Process(target=in_child, args=(end[1], number)) for number, end in enumerate(ends)
    ]
    results = []
    for child, end in zip(children, ends):
        child.start()
        results.append(end[0].recv())
        child.join()
        results.append(child.exitcode)
    return results


def forked(ending):
    """A child that ends in one way or another."""
    pid = os.fork()
    if pid:
        return (
            os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            if sys.version_info >= (3, 9)
            else (os.waitpid(pid, 0)[1] >> 8)
        )
    import colorsys  # noqa: F401

    if ending == "again":
        inner = os.fork()
        if inner:
            os._exit(os.waitpid(inner, 0)[1] >> 8)
        os._exit(9)
    if ending == "kill":
        os.kill(os.getpid(), 9)
    if ending == "exec":
        os.execv(sys.executable, [sys.executable, "-c", "raise SystemExit(6)"])
    os._exit(5)


def handler(event, context):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        results = {
            "fork": with_pipes("fork"),
            "endings": [forked(ending) for ending in ("exit", "again", "exec")],
            "subprocess": subprocess.run(
                [sys.executable, "-c", "import os; print(sorted(os.listdir('/proc/self/fd')))"],
                stdout=subprocess.PIPE,
                close_fds=False,
                check=True,
            ).stdout.decode(),
            "prepared": subprocess.run(
                [sys.executable, "-c", "print(1)"],
                stdout=subprocess.PIPE,
                preexec_fn=lambda: os.setpgid(0, 0),
                check=True,
            ).stdout.decode(),
        }
    results["warned"] = [str(w.message)[:30] for w in caught]
    return results
