"""Records what is given to `logging`, once for each record that passed its logger's filters.

The text is the one that a formatter made of it, where one did; otherwise it is made here, unless
that ran the user's code for somebody whom no handler asked.
"""

import logging

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


def install(recorder, load):
    """Begins to record."""
    values, logger = load("values"), logging.Logger
    original = logger.callHandlers

    def line(record):
        told = {"level": record.levelname, "logger": record.name, "message": _message(record)}
        writer = values.Writer(recorder.json, _MOST_NODES)
        extra = {name: each for name, each in vars(record).items() if name not in _OWN}
        if extra:
            told["extra"] = writer.value(extra)
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        if error is not None:
            told["error"] = {"type": type(error).__name__, "text": values.text_of_error(error)}
        recorder.write({"kind": "log", "record": told})

    def callHandlers(self, record):  # noqa: N802
        if recorder.is_busy():
            return original(self, record)
        try:
            return original(self, record)
        finally:
            recorder.guarded("log record", line, record)

    shown_as = load("imports").shown_as(callHandlers, original.__code__)
    load("patches").look_like(shown_as, original)
    logger.callHandlers = shown_as


def _message(record):
    arguments = record.args
    each = arguments.values() if isinstance(arguments, dict) else arguments or ()
    is_plain = type(record.msg) in _PLAIN and all(type(one) in _PLAIN for one in each)
    made = vars(record).get("message")
    if not is_plain and type(made) is str:
        return made
    try:
        # The platform's own formatter for JSON keeps no text that it made.
        text = record.getMessage()
    except Exception as error:
        return f"{record.msg if type(record.msg) is str else ''} ({type(error).__name__})"
    return text if type(text) is str else ""
