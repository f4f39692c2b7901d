"""Digests of what was asked and answered, for a survey: equal values have equal digests.

They are the same in every process, and nothing can be read from them. Only values that are plain
are looked into: nothing is called that could be the user's, and nothing is consumed.
"""

#: The largest prime below 2^126. Bytes, as a number, are an exponent modulo it, which cannot be
#: undone in practice, except by trying values. There is no better way without an import, which the
#: function would find to be done.
_PRIME = 2**126 - 137
#: Single values that are told of a call.
_MOST = 500
#: Values that are looked at, and how deep.
_MOST_VALUES = 100_000
_DEEPEST = 30

#: Modules whose objects are values, told apart by how they are written.
_VALUES = {"datetime", "decimal", "uuid", "bson", "ipaddress", "fractions", "asyncpg"}


def digest(data):
    """Returns the digest of bytes or text, in hexadecimal."""
    if isinstance(data, str):
        data = data.encode("utf-8", "surrogatepass")
    return f"{_number(data):032x}"


def _number(data):
    # A leading one tells apart what differs by zero bytes in front.
    return pow(3, int.from_bytes(b"\1" + data, "big") % (_PRIME - 1), _PRIME)


def digest_of(value):
    """Returns the digest of nested values, whatever the order of keys."""
    parts = []
    _write(value, parts, 0)
    return digest(b"".join(parts))


def _write(value, parts, depth):
    if len(parts) > _MOST_VALUES or depth > _DEEPEST:
        return
    if isinstance(value, dict):
        parts.append(b"{")
        for key in sorted(value, key=str):
            parts.append(_framed(str(key).encode("utf-8", "surrogatepass")))
            _write(value[key], parts, depth + 1)
        parts.append(b"}")
    elif isinstance(value, (list, tuple)):
        parts.append(b"[")
        for each in value:
            _write(each, parts, depth + 1)
        parts.append(b"]")
    elif isinstance(value, (set, frozenset)):
        parts.extend([b"<", *sorted(_framed(_scalar(each) or b"") for each in value), b">"])
    else:
        data = _scalar(value)
        name = type(value).__name__.encode() if data is None else b""
        parts.append(b"?" + name if data is None else _framed(data))


def _framed(data):
    return b"%d:%s" % (len(data), data)


def _scalar(value):
    """Returns a single value as bytes; numbers as they are written, `None` for what is none."""
    if value is None or value is True or value is False:
        return repr(value).encode()
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value)
    if isinstance(value, int):
        return b"%d" % value
    if isinstance(value, float):
        return repr(int(value) if value.is_integer() else value).encode()
    if type(value).__module__.partition(".")[0] in _VALUES:
        return str(value).encode("utf-8", "surrogatepass")
    if type(value).__name__ == "Binary" and hasattr(value, "value"):
        # As boto3 has bytes of DynamoDB.
        return bytes(value.value)
    return None


def leaves(value, found=None):
    """Returns digests of the single values in nested ones, those that say little left out."""
    found = {} if found is None else found
    _collect(value, found, 0)
    return list(found)


def _collect(value, found, depth):
    if len(found) >= _MOST or depth > _DEEPEST:
        return
    if isinstance(value, dict):
        for each in value.values():
            _collect(each, found, depth + 1)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for each in value:
            _collect(each, found, depth + 1)
    elif not (isinstance(value, (bool, int, float)) and abs(value) < 1000):
        data = _scalar(value)
        if data is not None and value is not None and len(data) >= 3:
            found[_number(data) & 0xFFFFFFFF] = None


def size_of(value, depth=0):
    """Returns about how many bytes a value takes on the wire."""
    if value is None or isinstance(value, bool) or depth > _DEEPEST:
        return 1
    if isinstance(value, (int, float)):
        return 8
    if isinstance(value, dict):
        return sum(len(str(key)) + size_of(each, depth + 1) for key, each in value.items())
    if isinstance(value, (list, tuple, set, frozenset)):
        return sum(size_of(each, depth + 1) for each in value)
    data = _scalar(value)
    return 8 if data is None else len(data)


def add_sizes(fields, items):
    """Adds the bytes of each field over items, which are dictionaries."""
    for item in items:
        if isinstance(item, dict):
            for name, value in item.items():
                fields[str(name)] = fields.get(str(name), 0) + size_of(value)


def describe(span, parameters, shape=None):
    """Adds what was asked; the shape is that of the names of parameters where it is not given."""
    attributes = span.attributes
    names = sorted(map(str, parameters)) if isinstance(parameters, dict) else []
    asked = f"{span.operation}\n{span.target}\n"
    attributes["params"] = digest(asked + digest_of(parameters))
    attributes["shape"] = digest(f"{span.operation}\n{','.join(names) if shape is None else shape}")
    attributes["inputs"] = leaves(parameters)
    attributes["parameters"] = names


def answer(span, value):
    """Adds what was answered, all at once."""
    span.attributes["answer"] = digest_of(value)
    span.attributes["outputs"] = leaves(value)
