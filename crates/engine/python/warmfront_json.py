"""JSON as the managed runtime reads and writes it.

Lambda uses simplejson, whose output differs from the standard library's for named tuples and
whatever else has `_asdict` (objects, not arrays), for bytes (text) and, by AWS's own addition, for
Decimals (their digits). Results without any of these, nearly all, go through the standard library's
C encoder in one piece. To know that there are none, `marshal` is asked, which in C accepts built-in
types only and never a subclass. A container that it refuses is written member by member, so that
only the paths to the unusual values pay.

A container of few members with a long text, such as an upload, is written member by member too: the
C encoder looks at every character by itself, which for long texts without anything to escape can be
had in a third of the time.
"""

import decimal
import json
import marshal
import os
import re

#: Since Python 3.12 the runtime leaves non-ASCII characters as they are.
KEEPS_UNICODE = os.environ.get("AWS_EXECUTION_ENV") in {
    "AWS_Lambda_python3.12",
    "AWS_Lambda_python3.13",
    "AWS_Lambda_python3.14",
    "AWS_Lambda_python3.15",
}

#: Texts from this length on are worth a look before they are encoded.
_LONG = 1 << 14
#: Members that are looked at for a long text.
_FEW = 64
#: What ASCII text must not hold to be written as it is.
_ESCAPED = bytes(range(32)) + b'"\\'

_encode_text = (
    json.encoder.encode_basestring if KEEPS_UNICODE else json.encoder.encode_basestring_ascii
)


def _quote(text):
    if len(text) >= _LONG and text.isascii():
        data = text.encode()
        if len(data.translate(None, _ESCAPED)) == len(data):
            return '"' + text + '"'
    return _encode_text(text)


def _holds_long_text(value):
    """Tells whether a small tree of lists and dicts has a long text for a member."""
    waiting, left = [value], _FEW
    while waiting and left:
        left -= 1
        member = waiting.pop()
        kind = type(member)
        if kind is dict and len(member) <= left:
            waiting.extend(member.values())
        elif kind is list and len(member) <= left:
            waiting.extend(member)
        elif kind is str and len(member) >= _LONG:
            return True
    return False


def _refuse(value):
    raise TypeError


_encode_plain = json.JSONEncoder(ensure_ascii=not KEEPS_UNICODE, default=_refuse).encode


def to_json(value):
    """Returns `value` as JSON text, as the managed runtime writes it."""
    out = []
    _write_json(value, out.append, {})
    return out[0] if len(out) == 1 else "".join(out)


def _write_json(value, write, parents):
    simple = _SIMPLE.get(type(value))
    if simple is not None:
        write(simple(value))
        return
    if _holds_long_text(value):
        _write_unusual(value, write, parents)
        return
    try:
        marshal.dumps(value)
        text = _encode_plain(value)
    except (TypeError, ValueError, RecursionError):
        _write_unusual(value, write, parents)
    else:
        write(text)


def _decimal_text(value):
    return "NaN" if value.is_nan() else str(value)


#: How values of exactly these types are written.
_SIMPLE = {
    str: _quote,
    int: int.__repr__,
    float: _encode_plain,
    bool: {True: "true", False: "false"}.get,
    type(None): {None: "null"}.get,
    decimal.Decimal: _decimal_text,
}


def _write_unusual(value, write, parents):
    """Writes what the C encoder cannot, in simplejson's order of precedence."""
    if isinstance(value, str):
        write(_quote(value))
    elif isinstance(value, bytes):
        write(_quote(str(value, "utf-8")))
    elif isinstance(value, int):
        write(int.__repr__(value))
    elif isinstance(value, float):
        write(_encode_plain(value))
    else:
        identity = id(value)
        if identity in parents:
            raise ValueError("Circular reference detected")
        parents[identity] = value
        fields = _fields_of(value)
        if type(fields) is dict:
            _write_json(fields, write, parents)
        elif fields is not None:
            _write_object(fields, write, parents)
        elif isinstance(value, (list, tuple)):
            _write_array(value, write, parents)
        elif isinstance(value, dict):
            _write_object(value, write, parents)
        elif isinstance(value, decimal.Decimal):
            write(_decimal_text(value))
        else:
            raise TypeError(f"Object of type {value.__class__.__name__} is not JSON serializable")
        del parents[identity]


def _fields_of(value):
    """Returns what `_asdict` gives, if there is such a method that wants no argument."""
    method = getattr(value, "_asdict", None)
    if not callable(method):
        return None
    try:
        fields = method()
    except TypeError:
        return None
    if not isinstance(fields, dict):
        raise TypeError(f"_asdict() must return a dict, not {type(fields).__name__}")
    return fields


def _write_array(items, write, parents):
    separator = "["
    for item in items:
        write(separator)
        _write_json(item, write, parents)
        separator = ", "
    write("[]" if separator == "[" else "]")


def _write_object(fields, write, parents):
    separator = "{"
    for key, item in fields.items():
        write(separator)
        write(_quote(_key_text(key)))
        write(": ")
        _write_json(item, write, parents)
        separator = ", "
    write("{}" if separator == "{" else "}")


def _key_text(key):
    if isinstance(key, str):
        return key
    if isinstance(key, bytes):
        return str(key, "utf-8")
    if key is None or isinstance(key, (bool, int, float)):
        return _encode_plain(key)
    raise TypeError(f"keys must be str, int, float, bool or None, not {key.__class__.__name__}")


class _Constant(Exception):
    """NaN or an infinity in an event: the runtime's parser does not know them."""


def _refuse_constant(name):
    raise _Constant(name)


_decode_json = json.JSONDecoder(parse_constant=_refuse_constant).decode


def parse_json(data):
    """Parses JSON text or its UTF-8 bytes; errors are worded as the managed runtime words them."""
    text = data if isinstance(data, str) else str(data, "utf-8")
    if text.startswith("\ufeff"):
        text = text[1:]
    try:
        return _decode_json(text)
    except _Constant:
        tokens = re.finditer(r'"(?:[^"\\]|\\.)*"|NaN|-?Infinity', text)
        start = next(t.start() for t in tokens if t.group()[0] != '"')
        raise json.JSONDecodeError("Expecting value", text, start) from None
    except json.JSONDecodeError as error:
        raise _reworded(error) from None


def _reworded(error):
    """Returns a standard library error in simplejson's words, for what is wrong between tokens.

    Those about what is wrong inside a string, or after the end, keep the standard library's words:
    Lambda itself refuses such events, so that no function ever sees them.
    """
    message = error.msg
    before = error.doc[: error.pos].rstrip()
    if message == "Expecting ',' delimiter":
        message += f" or '{_closing_bracket(before)}'"
    elif message == "Expecting value" and before.endswith("["):
        message += " or ']'"
    elif message.startswith("Expecting property name") and before.endswith("{"):
        message += " or '}'"
    return json.JSONDecodeError(message, error.doc, error.pos)


def _closing_bracket(text):
    """Returns what closes the innermost container that is open at the end of `text`."""
    open_brackets = []
    for token in re.finditer(r'"(?:[^"\\]|\\.)*"|[][{}]', text):
        if token.group() in "[{":
            open_brackets.append({"[": "]", "{": "}"}[token.group()])
        elif token.group() in "]}":
            open_brackets.pop()
    return open_brackets[-1]
