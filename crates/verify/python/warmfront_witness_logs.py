"""Records what is given to `logging`, once for each record that passed its logger's filters.

A handler that raises shows the functions of `logging` in its traceback, and so none of ours may be
among them: the record is taken from the caller when `callHandlers` is looked up. The text is the
one that a formatter then made of it, where making it here would run the user's code once more.
"""

import logging
import sys

#: What every record has of its own, and what the runtime and formatters add to it.
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {
    "_frame_type",
    "asctime",
    "aws_request_id",
    "message",
    "taskName",
    "tenant_id",
}
_PLAIN = (int, str, float, bool, type(None))
_MOST_NODES = 1000


class Noticed:
    """The method that hands records to handlers."""

    def __init__(self, function, recorder, action):
        self._function = function
        self._recorder = recorder
        self._action = action

    def __get__(self, instance, owner):
        if instance is None:
            return self._function
        if not self._recorder.is_busy():
            self._recorder.guarded("log record", self._notice, sys._getframe(1))
        return self._function.__get__(instance, owner)

    def _notice(self, frame):
        record = frame.f_locals.get("record")
        if isinstance(record, logging.LogRecord):
            self._action(record)


def install(recorder, load):
    """Begins to record."""
    values = load("values")

    def facts(record):
        told = {"level": record.levelname, "logger": record.name}
        extra = {name: each for name, each in vars(record).items() if name not in _OWN}
        if extra:
            told["extra"] = values.Writer(recorder.json, _MOST_NODES).value(extra)
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        if error is not None:
            told["error"] = {"type": type(error).__name__, "text": values.text_of_error(error)}
        return {"kind": "log", "record": told}

    def given(record):
        line = facts(record)
        arguments = record.args
        each = arguments.values() if isinstance(arguments, dict) else arguments or ()
        if type(record.msg) in _PLAIN and all(type(one) in _PLAIN for one in each):
            line["record"]["message"] = _message(record)
            recorder.write(line)
        else:
            recorder.later.append(lambda: _with_message(line, record))

    logger = logging.Logger
    logger.callHandlers = Noticed(logger.callHandlers, recorder, given)


def _with_message(line, record):
    made = vars(record).get("message")
    # The platform's own formatter for JSON keeps no text that it made.
    line["record"]["message"] = made if type(made) is str else _message(record)
    return line


def _message(record):
    try:
        text = record.getMessage()
    except Exception as error:
        return f"{record.msg if type(record.msg) is str else ''} ({type(error).__name__})"
    return text if type(text) is str else ""
