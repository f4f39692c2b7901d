"""The function's log: its sinks, its format and the unbuffered standard streams."""

import json
import logging
import os
import sys
import time
import traceback

from warmfront_json import to_json

#: The last client for Python 3.8 (2.x) words some lines differently and has no SnapStart.
IS_CLIENT_2 = sys.version_info < (3, 9)

_LOG_AS_JSON = os.environ.get("AWS_LAMBDA_LOG_FORMAT", "").upper() == "JSON"
_LOG_LEVEL = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "")
_LOG_LEVEL = "DEBUG" if _LOG_LEVEL == "TRACE" else _LOG_LEVEL.upper()
_TIMESTAMP = "%Y-%m-%dT%H:%M:%SZ"

#: Low byte of a telemetry frame's type per level, for text; JSON frames have one less.
_FRAME_LEVELS = {0: 0x03, 10: 0x0B, 20: 0x0F, 30: 0x13, 40: 0x17, 50: 0x1B}
_TEXT_FRAMES = {k: (0xA55A0000 + v).to_bytes(4, "big") for k, v in _FRAME_LEVELS.items()}
_JSON_FRAMES = {k: (0xA55A0000 + v - 1).to_bytes(4, "big") for k, v in _FRAME_LEVELS.items()}
_FRAMES = _JSON_FRAMES if _LOG_AS_JSON else _TEXT_FRAMES
_ERROR_FRAME = _FRAMES[logging.ERROR]
WARNING_FRAME = _FRAMES[logging.WARNING]

UNHANDLED_WARNING = (
    "LAMBDA_WARNING: Unhandled exception. "
    "The most likely cause is an issue in the function code. "
    "However, in rare cases, a Lambda runtime update can cause unexpected function behavior. "
    "For functions using managed runtimes, runtime updates can be triggered by a function change, "
    "or can be applied automatically. "
    "To determine if the runtime has been updated, check the runtime version in the INIT_START "
    "log entry. "
    "If this error correlates with a change in the runtime version, you may be able to mitigate "
    "this error by temporarily rolling back to the previous runtime version. "
    "For more information, see "
    "https://docs.aws.amazon.com/lambda/latest/dg/runtimes-update.html\r"
)


class StandardLogSink:
    """Log lines go to standard output, whatever that is by then."""

    def log(self, msg, frame_type=None):
        sys.stdout.write(msg)

    def log_error(self, message_lines):
        # Carriage returns keep an error with its stack trace one log event.
        sys.stdout.write("\r".join(message_lines) + "\n")

    def close(self):
        pass


class FramedTelemetryLogSink:
    """Log records go to a descriptor of the platform as frames: type, length, time, text."""

    def __init__(self, fd):
        self.file = os.fdopen(int(fd), "wb", 0)

    def log(self, msg, frame_type=None):
        data = msg.encode("utf8")
        micros = time.time_ns() // 1000
        self.file.write(
            (frame_type or _TEXT_FRAMES[logging.NOTSET])
            + len(data).to_bytes(4, "big")
            + micros.to_bytes(8, "big")
            + data
        )

    def log_error(self, message_lines):
        self.log("\n".join(message_lines), _ERROR_FRAME)

    def close(self):
        self.file.close()


def create_log_sink():
    """Returns the sink that the platform asks for."""
    fd = os.environ.pop("_LAMBDA_TELEMETRY_LOG_FD", None)
    return StandardLogSink() if fd is None else FramedTelemetryLogSink(fd)


def log_error(error, log_sink):
    """Logs an error document."""
    if _LOG_AS_JSON:
        now = time.strftime(_TIMESTAMP, logging.Formatter.converter(time.time()))
        level_key = "log_level" if IS_CLIENT_2 else "level"
        log_sink.log_error([to_json({"timestamp": now, level_key: "ERROR", **error})])
        return
    parts = [part for part in (error["errorType"], error["errorMessage"]) if part]
    lines = [" ".join(["[ERROR]", ": ".join(parts)]) if parts else "[ERROR]"]
    lines.append("Traceback (most recent call last):")
    for entry in error["stackTrace"]:
        lines += [_visible_indent(line) for line in entry.splitlines()] or [""]
    log_sink.log_error(lines)


def _visible_indent(line):
    """Returns `line` with no-break spaces for its indentation, which CloudWatch would trim."""
    text = line.lstrip(" ")
    return "\u00a0" * (len(line) - len(text)) + text


class Unbuffered:
    """A stream that is flushed after every write."""

    def __init__(self, stream):
        self.stream = stream

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, exc_tb):
        pass

    def __getattr__(self, attr):
        return getattr(self.stream, attr)

    def write(self, msg):
        self.stream.write(msg)
        self.stream.flush()

    def writelines(self, msgs):
        self.stream.writelines(msgs)
        self.stream.flush()


class Current:
    """The invocation that log records belong to."""

    request_id = None
    tenant_id = None


class LambdaLoggerFilter(logging.Filter):
    """Adds the invocation to every record."""

    def filter(self, record):
        record.aws_request_id = Current.request_id or ""
        record.tenant_id = Current.tenant_id
        return True


class LambdaLoggerHandler(logging.Handler):
    """Hands records to the log sink."""

    def __init__(self, log_sink):
        logging.Handler.__init__(self)
        self.log_sink = log_sink

    def emit(self, record):
        self.log_sink.log(self.format(record))


class LambdaLoggerHandlerWithFrameType(logging.Handler):
    """Hands records to the log sink, with their level."""

    def __init__(self, log_sink):
        logging.Handler.__init__(self)
        self.log_sink = log_sink

    def emit(self, record):
        message = self.format(record)
        frame = getattr(record, "_frame_type", None) or _TEXT_FRAMES.get(_level_of(record))
        self.log_sink.log(message, frame_type=frame)


def _level_of(record):
    """Returns the record's level, rounded down to one of the standard ones."""
    return min(50, max(0, record.levelno)) // 10 * 10


class JsonFormatter(logging.Formatter):
    """Writes records as JSON objects, one per line, `extra` fields beside the standard ones."""

    _encode = staticmethod(json.JSONEncoder(ensure_ascii=False, default=str).encode)
    #: What every record has of its own, and so is no `extra` field.
    _own = frozenset(logging.makeLogRecord({}).__dict__) - {"taskName"} | {
        "aws_request_id",
        "tenant_id",
        "_frame_type",
    }

    def __init__(self):
        super().__init__(datefmt=_TIMESTAMP)

    def format(self, record):
        record.levelno = _level_of(record)
        record.levelname = logging.getLevelName(record.levelno)
        record._frame_type = _JSON_FRAMES.get(record.levelno, _JSON_FRAMES[logging.NOTSET])
        as_it_is = isinstance(record.msg, dict) and not record.args
        fields = {
            "timestamp": self.formatTime(record, self.datefmt),
            "level": record.levelname,
            "message": record.msg if as_it_is else record.getMessage(),
            "logger": record.name,
            "stackTrace": None,
            "errorType": None,
            "errorMessage": None,
            "requestId": getattr(record, "aws_request_id", None),
            "location": None,
        }
        if record.exc_info:
            error_class, value, tb = record.exc_info
            fields["stackTrace"] = traceback.format_tb(tb)
            fields["errorType"] = error_class.__name__
            fields["errorMessage"] = str(value)
            fields["location"] = f"{record.pathname}:{record.funcName}:{record.lineno}"
        if getattr(record, "tenant_id", None) is not None:
            fields["tenantId"] = record.tenant_id
        for name, value in record.__dict__.items():
            if name not in self._own and name not in fields:
                fields[name] = value
        return self._encode({k: v for k, v in fields.items() if v is not None}) + "\n"


def set_up_logging(log_sink):
    """Has the root logger write to `log_sink`, in the format and from the level configured."""
    logging.Formatter.converter = time.gmtime
    logger = logging.getLogger()
    with_frame_type = _LOG_AS_JSON or _LOG_LEVEL
    handler = (LambdaLoggerHandlerWithFrameType if with_frame_type else LambdaLoggerHandler)(
        log_sink
    )
    if _LOG_AS_JSON:
        handler.setFormatter(JsonFormatter())
    else:
        line = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n"
        handler.setFormatter(logging.Formatter(line, "%Y-%m-%dT%H:%M:%S"))
    if _LOG_LEVEL in logging._nameToLevel:
        logger.setLevel(_LOG_LEVEL)
    handler.addFilter(LambdaLoggerFilter())
    logger.addHandler(handler)
