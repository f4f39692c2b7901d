"""Other processes, from their start until somebody has seen them end."""

import os
from weakref import WeakKeyDictionary


def _program(args, kwargs):
    """Returns the name of the program; arguments may hold secrets."""
    command = args[1] if len(args) > 1 else kwargs.get("args", "")
    if isinstance(command, (str, bytes, os.PathLike)):
        command = os.fsdecode(command)
        if kwargs.get("shell") or (len(args) > 9 and args[9]):
            command = command.split()[0] if command.split() else ""
    else:
        command = os.fsdecode(next(iter(command), "")) if isinstance(command, (list, tuple)) else ""
    return os.path.basename(command)


def _processes(calls):
    return calls.shared.setdefault("subprocess", WeakKeyDictionary())


def patch(calls, module):
    """A process ends when `wait`, `communicate` or `poll` tell so."""
    running, strip = _processes(calls), calls.strip

    def begin(args, kwargs):
        try:
            return calls.begin("process", "subprocess", "Popen", _program(args, kwargs), {}, 3)
        except Exception as error:
            calls.note("subprocess.Popen", error)
            return None

    def make_init(original):
        def __init__(*args, **kwargs):  # noqa: N807
            span = begin(args, kwargs)
            try:
                original(*args, **kwargs)
            except BaseException as error:
                strip(error)
                if span is not None:
                    calls.stop(span)
                    calls.keep(span, error)
                raise
            if span is not None:
                calls.leave(span)
                running[args[0]] = span

        return __init__

    def make(original):
        def wait(self, *args, **kwargs):
            try:
                result = original(self, *args, **kwargs)
            except BaseException as error:
                strip(error)
                ended(calls, self)
                raise
            ended(calls, self)
            return result

        return wait

    calls.replace(module.Popen, "__init__", make_init)
    for name in ("wait", "communicate", "poll"):
        calls.replace(module.Popen, name, make)


def ended(calls, process):
    """Records a process that is known to have ended."""
    running = _processes(calls)
    if process.returncode is not None and process in running:
        span = running.pop(process)
        calls.stop(span)
        calls.keep(span)


def patch_asyncio(calls, module):
    """What asyncio starts is told to have ended by its loop."""
    strip = calls.strip

    def make(original):
        def _process_exited(self, *args, **kwargs):
            try:
                result = original(self, *args, **kwargs)
            except BaseException as error:
                strip(error)
                raise
            if self._proc is not None:
                ended(calls, self._proc)
            return result

        return _process_exited

    calls.replace(module.BaseSubprocessTransport, "_process_exited", make)


PATCHES = {"subprocess": patch, "asyncio.base_subprocess": patch_asyncio}
