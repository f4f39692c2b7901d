"""Runs a Python handler against the Lambda Runtime API.

The engine compiles this file and its neighbours `warmfront_*.py` into one private folder and starts
this one, by path, inside the user's interpreter. Together they own what the handler can see of the
managed runtime: the search path, the log, the context object, how events are parsed and results
written, and how errors are told. They deliberately lack everything about limits, time-outs and the
log lines of the platform, which are the engine's.

Standard library only, CPython 3.8 to 3.14. The modules that are loaded when the handler's module is
imported are exactly those that AWS's own client has loaded by then; otherwise a function that
imports `json` or `decimal` would be charged here for what is free on Lambda, or the reverse.

What the engine says, beside the variables that Lambda itself sets, is removed from the environment
before user code runs:

- `WARMFRONT_PATH_FIRST`: folders for the front of `sys.path`: the task root, then the layers'.
- `WARMFRONT_PATH_LAST`: folders for its end, behind the interpreter's own packages.
- `WARMFRONT_NO_BYTECODE=1`: no bytecode is written.
- `WARMFRONT_AGENT`, `_DESCRIPTOR`, `_OPTIONS`: bytecode of a module that watches the function, the
  open file that it records to, and what it is told. It is run ahead of the handler's import, and
  may wrap what this module defines: `_get_handler`, `_parse_event`, `_marshal_result` and the
  client are looked up at each use.

What the engine hears beyond the Runtime API: the first request, of whatever kind, has the header
`Warmfront-Init: STARTED,IMPORT_STARTED,IMPORT_DONE`, nanoseconds of CLOCK_MONOTONIC.

Known differences from AWS's client: stack traces never show frames of the runtime, where AWS's show
its own when no user frame comes before them; an init error whose text is not Latin-1 is told,
where AWS's dies of it; signals are handled during the wait for an event on every version; the
context has `tenant_id` and `w3c` on every version; `awslambdaric` and `simplejson` cannot be
imported; there is no `AWS_LAMBDA_MAX_CONCURRENCY`.

Names without an underscore (`handle_event_request`, `to_json`, `LambdaRuntimeClient`, ...) are an
interface: error trackers patch them in `__main__`.
"""

import time

try:
    STARTED = time.clock_gettime_ns(time.CLOCK_MONOTONIC)
except AttributeError:
    STARTED = time.monotonic_ns()

import __future__  # noqa: F401  (AWS's client has it loaded)
import importlib
import json
import logging
import math  # noqa: F401  (AWS's client has it loaded)
import os
import sys
import traceback

_OWN_FOLDER = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, _OWN_FOLDER)  # PYTHONSAFEPATH may have kept it out

from warmfront_context import LambdaContext
from warmfront_http import LambdaRuntimeClient
from warmfront_json import KEEPS_UNICODE, parse_json, to_json
from warmfront_log import (
    IS_CLIENT_2,
    UNHANDLED_WARNING,
    WARNING_FRAME,
    Current,
    Unbuffered,
    create_log_sink,
    log_error,
    set_up_logging,
)

if KEEPS_UNICODE:
    # The same versions of the runtime poll from a thread pool, and so have it loaded.
    import concurrent.futures.thread  # noqa: F401

# From here on nothing of ours can be imported, or be in the way of a user's module.
_OWN_PATHS = {_OWN_FOLDER, os.path.realpath(_OWN_FOLDER), __file__}
sys.path[:] = [folder for folder in sys.path if folder not in _OWN_PATHS]
for _path in _OWN_PATHS:
    sys.path_importer_cache.pop(_path, None)
for _name in [name for name in sys.modules if name.startswith("warmfront_")]:
    del sys.modules[_name]

# ------------------------------------------------------------------------------------------ errors


class FaultException(Exception):
    """An error that the runtime itself found, told under one of its own type names."""

    MARSHAL_ERROR = "Runtime.MarshalError"
    UNMARSHAL_ERROR = "Runtime.UnmarshalError"
    USER_CODE_SYNTAX_ERROR = "Runtime.UserCodeSyntaxError"
    HANDLER_NOT_FOUND = "Runtime.HandlerNotFound"
    IMPORT_MODULE_ERROR = "Runtime.ImportModuleError"
    BUILT_IN_MODULE_CONFLICT = "Runtime.BuiltInModuleConflict"
    MALFORMED_HANDLER_NAME = "Runtime.MalformedHandlerName"
    BEFORE_SNAPSHOT_ERROR = "Runtime.BeforeSnapshotError"
    AFTER_RESTORE_ERROR = "Runtime.AfterRestoreError"
    LAMBDA_CONTEXT_UNMARSHAL_ERROR = "Runtime.LambdaContextUnmarshalError"

    def __init__(self, exception_type, msg, trace=None):
        super().__init__(exception_type, msg, trace)
        self.exception_type = exception_type
        self.msg = msg
        self.trace = trace


def make_error(message, error_type, stack_trace, invoke_id=None):
    """Returns the error document of the Runtime API."""
    return {
        "errorMessage": message or "",
        "errorType": error_type or "",
        "requestId": "" if invoke_id is None else invoke_id,
        "stackTrace": stack_trace or [],
    }


def _user_frames(tb):
    """Returns (file, line, function, source) per frame, without the runtime's own at the top.

    Lambda recognises its own frames by the name `/bootstrap.py`, so that it also hides those of a
    handler file of that name; so do we, as long as anything is left.
    """
    frames = [(f.filename, f.lineno, f.name, f.line) for f in traceback.extract_tb(tb)]
    while frames and frames[0][0] in _OWN_FILES:
        del frames[0]
    for index, frame in enumerate(frames):
        if "/bootstrap.py" not in frame[0]:
            return frames[index:]
    return frames


def _xray_cause(error_type, message, frames):
    """Returns the exception document that the Runtime API takes for X-Ray."""
    return {
        "working_directory": os.getcwd(),
        "exceptions": [
            {
                "message": message,
                "type": error_type,
                "stack": [{"label": f[2], "path": f[0], "line": f[1]} for f in frames],
            }
        ],
        "paths": list({f[0] for f in frames}),
    }


def _error_of_exception(exc_info):
    """Returns the error document of an exception raised outside an invocation."""
    error_class, value, tb = exc_info
    frames = traceback.format_list(_user_frames(tb))
    return make_error(str(value), error_class.__name__, frames)


# --------------------------------------------------------------------------------------- SnapStart


class SnapshotHooksFinder:
    """Offers `snapshot_restore_py` to functions that bring no copy of their own.

    It is the last finder, so that a copy on the search path wins.
    """

    name = "snapshot_restore_py"

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        if fullname != cls.name:
            return None
        return type(sys.__spec__)(fullname, cls)

    @staticmethod
    def create_module(spec):
        return None

    @staticmethod
    def exec_module(module):
        before, after = [], []

        def register_before_snapshot(func, *args, **kwargs):
            """Has `func` called before the snapshot is taken; the last one registered is first."""
            before.append((func, args, kwargs))
            return func

        def register_after_restore(func, *args, **kwargs):
            """Has `func` called after a restore; the first one registered is first."""
            after.append((func, args, kwargs))
            return func

        module.__version__ = "1.0.0"
        module.__all__ = ["register_before_snapshot", "register_after_restore"]
        module.register_before_snapshot = register_before_snapshot
        module.register_after_restore = register_after_restore
        module.get_before_snapshot = lambda: before
        module.get_after_restore = lambda: after


def on_init_complete(client, log_sink):
    """Runs the hooks on both sides of the snapshot. Whatever they raise ends the environment."""
    try:
        hooks = importlib.import_module(SnapshotHooksFinder.name)
        before = hooks.get_before_snapshot()
        while before:
            func, args, kwargs = before.pop()
            func(*args, **kwargs)
        client.restore_next()
    except BaseException:
        error = _error_of_exception(sys.exc_info())
        log_error(error, log_sink)
        client.post_init_error(error, FaultException.BEFORE_SNAPSHOT_ERROR)
        sys.exit(64)
    try:
        for func, args, kwargs in hooks.get_after_restore():
            func(*args, **kwargs)
    except BaseException:
        error = _error_of_exception(sys.exc_info())
        log_error(error, log_sink)
        client.report_restore_error(error)
        sys.exit(65)


# -------------------------------------------------------------------------------------- invocation


def _parse_header(text, name):
    if not text:
        return None
    try:
        return json.loads(text)
    except Exception as error:
        message = f"Unable to parse {name} JSON: {error}"
        raise FaultException(FaultException.LAMBDA_CONTEXT_UNMARSHAL_ERROR, message) from None


def _parse_event(body, content_type):
    if content_type != "application/json":
        return bytes(body)
    try:
        return parse_json(body)
    except Exception as error:
        message = f"Unable to unmarshal input: {error}"
        raise FaultException(FaultException.UNMARSHAL_ERROR, message) from None


def _marshal_result(result):
    if isinstance(result, bytes):
        return result, "application/unknown"
    try:
        return to_json(result), "application/json"
    except Exception as error:
        message = f"Unable to marshal response: {error}"
        raise FaultException(FaultException.MARSHAL_ERROR, message) from None


def handle_event_request(
    lambda_runtime_client,
    request_handler,
    invoke_id,
    event_body,
    content_type,
    client_context_json,
    cognito_identity_json,
    invoked_function_arn,
    epoch_deadline_time_in_ms,
    tenant_id,
    log_sink,
    invocation_id=None,
):
    """Calls the handler with one event and hands its result or error over."""
    try:
        context = LambdaContext(
            invoke_id,
            _parse_header(client_context_json, "Client Context"),
            _parse_header(cognito_identity_json, "Cognito Identity"),
            epoch_deadline_time_in_ms,
            invoked_function_arn,
            tenant_id,
        )
        event = _parse_event(event_body, content_type)
        response = request_handler(event, context)
        result, result_type = _marshal_result(response)
    except FaultException as fault:
        error = make_error(fault.msg, fault.exception_type, fault.trace, invoke_id)
        cause = _xray_cause("LambdaValidationError", fault.msg, [])
    except Exception:
        error_class, value, tb = sys.exc_info()
        frames = _user_frames(tb)
        stack_trace = traceback.format_list(frames)
        error = make_error(str(value), error_class.__name__, stack_trace, invoke_id)
        cause = _xray_cause(error_class.__name__, str(value), frames)
    else:
        lambda_runtime_client.post_invocation_result(invoke_id, result, result_type, invocation_id)
        return
    if IS_CLIENT_2:
        log_sink.log(UNHANDLED_WARNING, WARNING_FRAME)
    log_error(error, log_sink)
    lambda_runtime_client.post_invocation_error(
        invoke_id, to_json(error), to_json(cause), invocation_id
    )


def _set_trace_id(trace_id):
    if trace_id is not None:
        os.environ["_X_AMZN_TRACE_ID"] = trace_id
    else:
        os.environ.pop("_X_AMZN_TRACE_ID", None)


def _serve(client, request_handler, log_sink):
    while True:
        headers, body = client.wait_next_invocation()
        get = headers.get
        Current.request_id = get("lambda-runtime-aws-request-id")
        Current.tenant_id = get("lambda-runtime-aws-tenant-id")
        _set_trace_id(get("lambda-runtime-trace-id"))
        handle_event_request(
            client,
            request_handler,
            Current.request_id,
            body,
            get("content-type"),
            get("lambda-runtime-client-context"),
            get("lambda-runtime-cognito-identity"),
            get("lambda-runtime-invoked-function-arn"),
            int(get("lambda-runtime-deadline-ms", 0)),
            Current.tenant_id,
            log_sink,
            None if IS_CLIENT_2 else get("lambda-runtime-invocation-id"),
        )


# -------------------------------------------------------------------------------------------- init


def _monotonic_ns():
    try:
        return time.clock_gettime_ns(time.CLOCK_MONOTONIC)
    except AttributeError:
        return time.monotonic_ns()


def _get_handler(handler):
    """Imports the handler's module and returns the handler."""
    try:
        module_name, function_name = handler.rsplit(".", 1)
    except ValueError as error:
        raise FaultException(
            FaultException.MALFORMED_HANDLER_NAME, f"Bad handler '{handler}': {error}"
        ) from None
    if module_name.split(".")[0] in sys.builtin_module_names:
        raise FaultException(
            FaultException.BUILT_IN_MODULE_CONFLICT,
            f"Cannot use built-in module {module_name} as a handler module",
        )
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise FaultException(
            FaultException.IMPORT_MODULE_ERROR,
            f"Unable to import module '{module_name}': {error}",
        ) from None
    except SyntaxError as error:
        raise FaultException(
            FaultException.USER_CODE_SYNTAX_ERROR,
            f"Syntax error in module '{module_name}': {error}",
            [f'  File "{error.filename}" Line {error.lineno}\n    {error.text}'],
        ) from None
    try:
        return getattr(module, function_name)
    except AttributeError:
        raise FaultException(
            FaultException.HANDLER_NOT_FOUND,
            f"Handler '{function_name}' missing on module '{module_name}'",
        ) from None


def _prepare_interpreter():
    """Makes search path, arguments and environment those of Lambda, without a trace of ours."""
    env = os.environ
    first = env.get("WARMFRONT_PATH_FIRST") or env.get("LAMBDA_TASK_ROOT", "")
    last = env.get("WARMFRONT_PATH_LAST", "")
    if env.get("WARMFRONT_NO_BYTECODE") == "1":
        sys.dont_write_bytecode = True
    agent = env.get("WARMFRONT_AGENT")
    descriptor = int(env.get("WARMFRONT_AGENT_DESCRIPTOR", -1))
    options = env.get("WARMFRONT_AGENT_OPTIONS", "")
    for name in [name for name in env if name.startswith("WARMFRONT_")]:
        del env[name]

    first = [p for p in first.split(os.pathsep) if p]
    sys.path[:0] = first
    # As on Lambda, where these folders are site folders: their .pth files count.
    site = sys.modules.get("site")
    for folder in first + [p for p in last.split(os.pathsep) if p]:
        if os.path.isdir(folder):
            if site is not None:
                site.addsitedir(folder)
            elif folder not in sys.path:
                sys.path.append(folder)

    runtime_folder = env.get("LAMBDA_RUNTIME_DIR", "/var/runtime")
    sys.argv[:] = [os.path.join(runtime_folder, "bootstrap.py")]
    if "LAMBDA_RUNTIME_DIR" in env:
        env.setdefault("PYTHONPATH", runtime_folder)
    if agent:
        _start_agent(agent, descriptor, options)


def _start_agent(program, descriptor, options):
    """Runs a module from its bytecode, which no import leads to, and has it start to watch.

    What keeps it from starting is told where it would have recorded: the function runs anyway.
    """
    import marshal

    try:
        with open(program, "rb") as file:
            code = marshal.loads(file.read()[16:])
        namespace = {"__name__": os.path.basename(program)[: -len(".pyc")], "__file__": program}
        exec(code, namespace)
        namespace["start"](globals(), descriptor, options)
    except Exception as error:
        note = f"the agent could not start: {type(error).__name__}: {error}"
        lines = [["batch", os.getpid()], ["note", note]]
        os.write(descriptor, "".join([json.dumps(line) + "\n" for line in lines]).encode())


def run(handler, client):
    """Initialises the function and serves invocations until the process ends."""
    sys.stdout = Unbuffered(sys.stdout)
    sys.stderr = Unbuffered(sys.stderr)
    log_sink = create_log_sink()
    try:
        error = None
        try:
            set_up_logging(log_sink)
            import_started = _monotonic_ns()
            try:
                request_handler = _get_handler(handler)
            finally:
                client.announce_init(STARTED, import_started, _monotonic_ns())
        except FaultException as fault:
            error = make_error(fault.msg, fault.exception_type, fault.trace)
        except Exception:
            error = _error_of_exception(sys.exc_info())
        if error is not None:
            if not IS_CLIENT_2:
                logging.warning(UNHANDLED_WARNING)
            log_error(error, log_sink)
            client.post_init_error(error)
            sys.exit(1)
        if os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE") == "snap-start" and not IS_CLIENT_2:
            on_init_complete(client, log_sink)
        _serve(client, request_handler, log_sink)
    finally:
        log_sink.close()


def main():
    """Runs the function that the environment names."""
    _prepare_interpreter()
    if not IS_CLIENT_2:
        sys.meta_path.append(SnapshotHooksFinder)
    run(os.environ["_HANDLER"], LambdaRuntimeClient(os.environ["AWS_LAMBDA_RUNTIME_API"]))


#: The file names that tracebacks give for frames of the runtime.
_OWN_FILES = {
    function.__code__.co_filename for function in (main, to_json, log_error, LambdaContext.__init__)
}

if __name__ == "__main__":
    main()
