"""Writes any value as JSON, without running a line of the user's code.

Plain data is written as it is. What JSON cannot tell apart is a mapping with one name that begins
with `$`: `{"$tuple": [...]}`, `{"$set": [...]}` (sorted by its JSON), `{"$bytes": TEXT}` or, where
that is no UTF-8, `{"$hex": DIGITS}`, `{"$float": "nan"}`, `{"$dict": [[key, value], ...]}` where
keys are not all plain text, `{"$type": NAME, ...}` for the rest: with `"items"` for subclasses of
these, `"value"` for those of the standard library's types that have a text, and `"attributes"` for
objects whose class is the function's own. There are no addresses. Something met a second time
within itself is `{"$cycle": true}`.

Bounds: texts and bytes beyond `_LONGEST` are their length and a hash; containers are written up to
`_WIDEST` elements beside their length; all up to the number of nodes that the caller gives.
"""

import sys

_LONGEST = 64 << 10
_WIDEST = 400
_DEEPEST = 40

_PLAIN = (int, str, float, bool, type(None))
_GetSet = type(type.__dict__["__abstractmethods__"])
_Member = type(type(sys.implementation).__dict__["__dict__"])
_source_hash = sys.modules["_imp"].source_hash
_function = type(lambda: None)
_builtin = type(len)
_module = type(sys)
_deque = sys.modules["_collections"].deque
_arguments = BaseException.args.__get__


def digest(data):
    """Returns a hash of bytes as text, without a library being loaded for it."""
    return (_source_hash(0, data) + _source_hash(1, data)).hex()


class Writer:
    """Writes values within a number of nodes."""

    def __init__(self, to_json, most_nodes, is_own=None):
        self._to_json = to_json
        self._left = most_nodes
        self._is_own = is_own or (lambda kind: False)
        self._within = set()
        #: Whether something was left out.
        self.is_cut = False

    def value(self, value, depth=0):
        """Returns what the encoder for JSON takes."""
        kind = type(value)
        self._left -= 1
        if kind in _PLAIN:
            return self._plain(kind, value)
        if self._left < 0 or depth > _DEEPEST:
            self.is_cut = True
            return {"$type": _name(kind)}
        if id(value) in self._within:
            return {"$cycle": True}
        self._within.add(id(value))
        try:
            return self._deep(kind, value, depth + 1)
        finally:
            self._within.discard(id(value))

    def _plain(self, kind, value):
        if kind is str and len(value) > _LONGEST:
            data = value.encode("utf-8", "surrogatepass")
            return {"$text": digest(data), "length": len(value)}
        if kind is float and (value - value != 0):
            return {"$float": float.__repr__(value)}
        if kind is int and not -(1 << 63) <= value < 1 << 64 and value.bit_length() > 4096:
            return {"$type": "int", "bits": value.bit_length()}
        return value

    def _deep(self, kind, value, depth):
        write = _EXACTLY.get(kind)
        if write is not None:
            return write(self, value, depth)
        for base, write in _CONTAINERS:
            if issubclass(kind, base):
                written = write(self, value, depth)
                return {"$type": _name(kind), "items": written, **self._attributes(value, depth)}
        if kind in (_function, _builtin, _module) or issubclass(kind, type):
            return {"$type": _name(kind), "name": _named(value)}
        text = _text_of(kind, value)
        if text is not None:
            return {"$type": _name(kind), "value": text}
        if issubclass(kind, BaseException):
            return {"$type": _name(kind), "items": self._sequence(_arguments(value), depth)}
        for base in (int, str, float):
            if issubclass(kind, base):
                return {"$type": _name(kind), "value": self._plain(base, base(_base(base, value)))}
        if type(kind).__name__ in ("EnumMeta", "EnumType"):
            return {"$type": _name(kind), "name": self.value(dict(attributes_of(value))["_name_"])}
        return {"$type": _name(kind), **self._attributes(value, depth)}

    def _attributes(self, value, depth):
        if not self._is_own(type(value)):
            return {}
        names = dict(attributes_of(value))
        return {"attributes": self._mapping(names, depth)} if names else {}

    def _sequence(self, value, depth):
        count = len(value)
        written = [self.value(each, depth) for each in value[:_WIDEST]]
        return self._cut(written, count)

    def _cut(self, written, count):
        if count > _WIDEST:
            self.is_cut = True
            return {"$first": written, "length": count}
        return written

    def _list(self, value, depth):
        return self._sequence(list.__getitem__(value, slice(None)), depth)

    def _tuple(self, value, depth):
        return {"$tuple": self._sequence(tuple.__getitem__(value, slice(None)), depth)}

    def _set(self, value, depth):
        each = list((set if issubclass(type(value), set) else frozenset).__iter__(value))
        if len(each) > _WIDEST:
            self.is_cut = True
            return {"$set": {"length": len(each)}}
        return {"$set": sorted((self.value(one, depth) for one in each), key=self._to_json)}

    def _deque(self, value, depth):
        return {"$deque": self._sequence(list(_deque.__iter__(value)), depth)}

    def _bytes(self, value, depth):
        data = bytes.join(b"", (value,))
        if len(data) > _LONGEST:
            return {"$bytes": {"hash": digest(data)}, "length": len(data)}
        try:
            return {"$bytes": data.decode()}
        except UnicodeDecodeError:
            return {"$hex": data.hex()}

    def _mapping(self, value, depth):
        pairs = list(dict.items(value))
        count = len(pairs)
        pairs = pairs[:_WIDEST]
        if count > _WIDEST:
            self.is_cut = True
        if all(type(key) is str and key[:1] != "$" for key, _ in pairs) and count <= _WIDEST:
            return {key: self.value(each, depth) for key, each in pairs}
        written = [[self.value(key, depth), self.value(each, depth)] for key, each in pairs]
        return {"$dict": self._cut(written, count)}


_CONTAINERS = (
    (dict, Writer._mapping),
    (list, Writer._list),
    (tuple, Writer._tuple),
    (set, Writer._set),
    (frozenset, Writer._set),
    (bytes, Writer._bytes),
    (bytearray, Writer._bytes),
    (_deque, Writer._deque),
)
_EXACTLY = dict(_CONTAINERS)


def _base(base, value):
    """Returns the value of a subclass's instance as the base class has it."""
    return {int: int.__int__, str: str.__str__, float: float.__float__}[base](value)


def attributes_of(value):
    """Yields names and values that an object keeps, whatever its class makes of them."""
    for kind in type.__dict__["__mro__"].__get__(type(value)):
        names = type.__dict__["__dict__"].__get__(kind)
        held = names.get("__dict__")
        if type(held) is _GetSet:
            yield from dict.items(held.__get__(value))
        slots = names.get("__slots__")
        for name in (slots,) if type(slots) is str else slots or ():
            slot = names.get(name) if type(name) is str else None
            if type(slot) is _Member:
                try:
                    yield name, slot.__get__(value)
                except AttributeError:
                    continue


def module_of(kind):
    """Returns the name of the module that a class says it is of, `None` if that is no text."""
    try:
        module = type.__dict__["__module__"].__get__(kind)
    except AttributeError:
        return None
    return module if type(module) is str else None


def _name(kind):
    module = module_of(kind)
    name = type.__dict__["__qualname__"].__get__(kind)
    return name if module in (None, "builtins") else f"{module}.{name}"


def _named(value):
    if issubclass(type(value), type):
        return _name(value)
    if type(value) is _module:
        name = vars(value).get("__name__")
        return name if type(name) is str else ""
    module = getattr(value, "__module__", None)
    name = getattr(value, "__qualname__", "")
    return f"{module}.{name}" if type(module) is str else name


def _text_of(kind, value):
    """Returns the text of an instance of some types of the standard library, else `None`."""
    module, name = module_of(kind), type.__dict__["__name__"].__get__(kind)
    write = _TEXTS.get((module, name))
    return None if write is None or not _is_there(module, name, kind) else write(value)


def _is_there(module, name, kind):
    """Tells whether a class is the one that its names lead to, and not one that looks like it."""
    return (module, name) in _UNNAMED or vars(sys.modules.get(module, sys)).get(name) is kind


#: Classes that no module has a name for.
_UNNAMED = {("builtins", "ellipsis")}


def _moment(value):
    plain = value.replace(tzinfo=None).isoformat()
    return plain if value.tzinfo is None else f"{plain} {_name(type(value.tzinfo))}"


_TEXTS = {
    ("datetime", "datetime"): _moment,
    ("datetime", "time"): _moment,
    ("datetime", "date"): str,
    ("datetime", "timedelta"): str,
    ("datetime", "timezone"): str,
    ("decimal", "Decimal"): str,
    ("fractions", "Fraction"): str,
    ("uuid", "UUID"): str,
    ("pathlib", "PosixPath"): str,
    ("pathlib", "PurePosixPath"): str,
    ("pathlib._local", "PosixPath"): str,
    ("builtins", "complex"): str,
    ("builtins", "range"): str,
    ("builtins", "slice"): lambda value: "slice",
    ("builtins", "ellipsis"): lambda value: "...",
    ("re", "Pattern"): lambda value: value.pattern if type(value.pattern) is str else "bytes",
}


def text_of_error(error):
    """Returns an exception's text; its arguments where it is its class's code that makes it."""
    own = type(error).__str__
    if type(own) is not _function:
        try:
            return own(error)[:_LONGEST]
        except Exception:
            return ""
    arguments = [each for each in _arguments(error) if type(each) in _PLAIN]
    return ", ".join(map(str, arguments))[:_LONGEST]
