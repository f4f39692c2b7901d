"""Reads from bytecode what a code object imports, names and mentions, and at which lines.

`dis` would do, but takes microseconds per instruction, and a function runs hundreds of thousands of
them; besides, it must not be loaded ahead of the function. What is read here is little enough to
need no more than the numbers of some instructions.

A *chain* is a variable and the attributes that are asked of it one after the other: `a.b.c`. Where
a constant follows, as in `sys.modules["a"]`, it is kept beside. An import *binds* variables; what
was bound to which name can only be read here, because a name that was bound by `from m import X`
does not show it once X is a number.
"""

import os
import sys

_NOTHING = object()

#: Does not end a chain.
_SKIP = ("CACHE", "PUSH_NULL", "PRECALL", "NOP", "RESUME", "EXTENDED_ARG", "NOT_TAKEN", "MAKE_CELL")

_CONSTANTS = ("LOAD_CONST", "RETURN_CONST", "KW_NAMES")

#: Loads of one variable, by the kind of its scope.
_LOADS = {
    "LOAD_GLOBAL": "global",
    "LOAD_NAME": "name",
    "LOAD_FROM_DICT_OR_GLOBALS": "name",
    "LOAD_DEREF": "cell",
    "LOAD_CLASSDEREF": "cell",
    "LOAD_FROM_DICT_OR_DEREF": "cell",
    "LOAD_FAST": "local",
    "LOAD_FAST_CHECK": "local",
    "LOAD_FAST_AND_CLEAR": "local",
    "LOAD_FAST_BORROW": "local",
}

_STORES = {
    "STORE_NAME": "name",
    "STORE_GLOBAL": "global",
    "STORE_FAST": "local",
    "STORE_DEREF": "cell",
}

#: Two variables at once; from Python 3.13 on.
_PAIRS = {
    "LOAD_FAST_LOAD_FAST": ("load", "load"),
    "LOAD_FAST_BORROW_LOAD_FAST_BORROW": ("load", "load"),
    "STORE_FAST_LOAD_FAST": ("store", "load"),
    "STORE_FAST_STORE_FAST": ("store", "store"),
}


def _without_an_import(names):
    """Runs modules of the standard library that nobody has asked for, and forgets them again."""
    bootstrap = sys.modules["_frozen_importlib"]
    external = sys.modules["_frozen_importlib_external"]
    stdlib = os.path.dirname(os.__file__)
    path = [stdlib, *[entry for entry in sys.path if entry.endswith("lib-dynload")]]
    borrowed = []
    try:
        for name in names:
            if name in sys.modules:
                continue
            spec = bootstrap.BuiltinImporter.find_spec(name)
            spec = spec or external.PathFinder.find_spec(name, path)
            if spec is not None:
                module = sys.modules[name] = bootstrap.module_from_spec(spec)
                borrowed.append(name)
                spec.loader.exec_module(module)
        return sys.modules[names[-1]]
    finally:
        for name in borrowed:
            sys.modules.pop(name, None)


class Reading:
    """What was read from one code object."""

    __slots__ = ("bindings", "chains", "imports", "mentions", "rebound")

    def __init__(self):
        #: Import statements: line, name, level, names that are taken from it or `None`.
        self.imports = []
        #: By variable, what imports bind to it: line, name of the module, level, and the name that
        #: is taken from it; `None` for the module itself, "" for its top package.
        self.bindings = {}
        #: Line, kind of scope, variable, attributes, constant that follows.
        self.chains = set()
        #: Line and value of constants and names of attributes; only if wanted.
        self.mentions = ()
        #: Variables that something else than an import is bound to.
        self.rebound = set()


class Reader:
    """Reads code objects of the running interpreter."""

    def __init__(self):
        tables = _without_an_import(("_opcode", "_opcode_metadata", "opcode"))
        numbers = tables.opmap
        self._extended = numbers["EXTENDED_ARG"]
        #: The instruction of import statements.
        self.import_name = numbers["IMPORT_NAME"]
        version = sys.version_info
        self._shift_global = 1 if version >= (3, 11) else 0
        self._shift_attribute = 1 if version >= (3, 12) else 0
        self._steps = steps = [self._other] * 256
        table = {"IMPORT_NAME": self._import, "IMPORT_FROM": self._import_from}
        table.update(dict.fromkeys(_SKIP, self._skip))
        table.update(dict.fromkeys(_CONSTANTS, self._constant))
        table.update(dict.fromkeys(("LOAD_ATTR", "LOAD_METHOD"), self._attribute))
        table["LOAD_SMALL_INT"] = self._small
        for name, kind in _LOADS.items():
            table[name] = self._loads(kind)
        for name, kind in _STORES.items():
            table[name] = self._stores(kind)
        for name, parts in _PAIRS.items():
            table[name] = self._pair(parts)
        for name, step in table.items():
            if numbers.get(name, 256) < 256:
                steps[numbers[name]] = step

    def read(self, code, is_mentions_wanted=False):
        """Returns what is in a code object; not what is in the functions that it defines."""
        state = _State(code, [] if is_mentions_wanted else None)
        steps, extended = self._steps, self._extended
        data, argument = code.co_code, 0
        starts = _line_starts(code)
        following = next(starts)
        for offset in range(0, len(data), 2):
            if offset >= following[0]:
                while offset >= following[0]:
                    line, following = following[1], next(starts)
                state.line = line
            number = data[offset]
            argument |= data[offset + 1]
            if number == extended:
                argument <<= 8
                continue
            steps[number](state, argument)
            argument = 0
        state.end()
        return state.finish()

    @staticmethod
    def _skip(state, argument):
        pass

    @staticmethod
    def _other(state, argument):
        state.end()

    @staticmethod
    def _constant(state, argument):
        value = state.code.co_consts[argument]
        chain = state.chain
        if chain is not None:
            state.end(value if type(value) is str else None)
        state.constants = (state.constants[1], value)
        if state.mentions is not None:
            state.mentions.append((state.line, value))

    @staticmethod
    def _small(state, argument):
        state.end()
        state.constants = (state.constants[1], argument)

    def _loads(self, kind):
        find = _FINDERS[kind]
        shift = self._shift_global if kind == "global" else 0

        def load(state, argument):
            state.begin(kind, find(state.code, argument >> shift))

        def load_name(state, argument):
            state.begin(kind, state.code.co_names[argument])

        return load_name if kind == "name" else load

    @staticmethod
    def _stores(kind):
        find = _FINDERS[kind]

        def store(state, argument):
            state.store(find(state.code, argument))

        return store

    @staticmethod
    def _pair(parts):
        find = _FINDERS["local"]

        def both(state, argument):
            for part, index in zip(parts, (argument >> 4, argument & 15)):
                if part == "load":
                    state.begin("local", find(state.code, index))
                else:
                    state.store(find(state.code, index))

        return both

    def _attribute(self, state, argument):
        name = state.code.co_names[argument >> self._shift_attribute]
        if state.chain is not None:
            state.chain[3].append(name)
        if state.mentions is not None:
            state.mentions.append((state.line, name))

    @staticmethod
    def _import(state, argument):
        state.end()
        level, names = state.constants
        name = state.code.co_names[argument]
        state.importing = (state.line, name, level, names, [])
        state.reading.imports.append((state.line, name, level, names))

    @staticmethod
    def _import_from(state, argument):
        if state.importing is not None:
            state.importing[4].append(state.code.co_names[argument])


class _State:
    """How far the reading of one code object has come."""

    __slots__ = ("chain", "code", "constants", "importing", "line", "mentions", "reading")

    def __init__(self, code, mentions):
        self.code = code
        self.mentions = mentions
        self.reading = Reading()
        self.chain = self.importing = self.line = None
        self.constants = (None, None)

    def begin(self, kind, name):
        """A variable is loaded."""
        self.end()
        self.chain = [self.line, kind, name, []]

    def end(self, constant=None):
        """Whatever was loaded is not asked for attributes any more."""
        chain = self.chain
        if chain is not None:
            line, kind, name, attributes = chain
            self.reading.chains.add((line, kind, name, tuple(attributes), constant))
            self.chain = None

    def store(self, target):
        """A variable is bound: by an import, if one is under way."""
        self.end()
        if self.importing is None:
            self.reading.rebound.add(target)
            return
        line, name, level, names, taken = self.importing
        if names:
            if not taken:  # the statement is over
                self.importing = None
                self.reading.rebound.add(target)
                return
            attribute = taken.pop()
        else:
            attribute = None if taken or "." not in name else ""
            self.importing = None
        self.reading.bindings.setdefault(target, []).append((line, name, level, attribute))

    def finish(self):
        """Returns the reading, without variables that no import can have bound."""
        reading, bound = self.reading, self.reading.bindings
        reading.mentions = self.mentions or ()
        reading.chains = [
            chain for chain in reading.chains if chain[1] != "local" or chain[2] in bound
        ]
        return reading


def _line_starts(code):
    """Yields the offset at which each line begins, and one past the end."""
    if hasattr(code, "co_lines"):
        for start, _, line in code.co_lines():
            yield start, line
    else:
        offset, line = 0, code.co_firstlineno
        yield offset, line
        table = code.co_lnotab
        for step, growth in zip(table[::2], table[1::2]):
            offset += step
            line += growth - 256 if growth >= 128 else growth
            yield offset, line
    while True:
        yield sys.maxsize, None


def _local(code, index):
    return code.co_varnames[index]


def _any_local(code, index):
    return code._varname_from_oparg(index)


def _cell(code, index):
    return (code.co_cellvars + code.co_freevars)[index]


def _named(code, index):
    return code.co_names[index]


_IS_MERGED = sys.version_info >= (3, 11)
_FINDERS = {
    "global": _named,
    "name": _named,
    "local": _any_local if _IS_MERGED else _local,
    "cell": _any_local if _IS_MERGED else _cell,
}


def ancestors(code, top):
    """Returns the code objects that define `code`, outermost first, beginning at `top`."""
    pending = [(top, ())]
    while pending:
        outer, path = pending.pop()
        path = (*path, outer)
        for constant in outer.co_consts:
            if constant is code:
                return path
            if type(constant) is type(code):
                pending.append((constant, path))
    return ()
