"""Finds modules that are imported for their effect on others: they register something there.

Nobody names such a module, and no function of it need run; still, what it registered is needed by
the module that keeps it. What shows is that something which another module keeps has grown when the
body ended, in modules whose names the body used or whose functions ran on its behalf. Modules of
the standard library are left out: what grows there are caches, mostly.
"""

import os
import sys

#: How deep objects are looked into, and at how many attributes of one module's objects.
_DEPTH, _MAXIMUM = 2, 3_000

_CONTAINERS = (dict, list, set)

#: Types of what keeps nothing, to be quick.
_LEAVES = {property, staticmethod, classmethod, frozenset}.union(
    map(type, (None, True, 1, 1.0, "", b"", (), len, os, os.path.join, str.join, str.__add__))
)


class Effects:
    """Compares what modules keep, before and after the bodies of others."""

    def __init__(self, seen, naming, read):
        self._seen = seen
        self._naming = naming
        self._read = read
        self._sizes = {}
        self._left = 0
        self._known = {}
        self._given = frozenset(sys.modules)
        self._stdlib = os.path.join(os.path.dirname(os.__file__), "")
        #: Module that keeps something, and module that it was put there by.
        self.found = set()

    def ended(self, module):
        """The body of a module has ended."""
        for other in self._touched(module):
            if other == module or other not in sys.modules or not self._is_looked_at(other):
                continue
            before, now = self._sizes.get(other), self._size(other)
            self._sizes[other] = now
            if before and any(now.get(name, 0) > size for name, size in before.items()):
                self.found.add((other, module))
        if self._is_looked_at(module):
            self._sizes[module] = self._size(module)

    def _touched(self, module):
        """Returns the modules that a body may have changed."""
        touched = set(self._seen.phase.ran.get(module, ()))
        body = self._seen.bodies.get(module)
        if body is not None:
            record = body[0]
            reading = self._read(record.code)
            named = {name for _, _, name, _, _ in reading.chains}
            for name in named.intersection(reading.bindings):
                for _, source, level, _ in reading.bindings[name]:
                    touched.add(self._naming.absolute(source, level or 0, record.namespace))
        return touched

    def _is_looked_at(self, module):
        known = self._known.get(module)
        if known is None:
            file = self._naming.namespace_of(module).get("__file__")
            known = module not in self._given and type(file) is str
            if known and file.startswith(self._stdlib) and "-packages" not in file:
                known = False
            self._known[module] = known
        return known

    def _size(self, module):
        """Returns how much each variable of a module keeps."""
        sizes = {}
        self._left = _MAXIMUM
        for name, value in list(self._naming.namespace_of(module).items()):
            if type(value) in _LEAVES or type(name) is not str or name.startswith("__"):
                continue
            size = self._size_of(value, module, _DEPTH)
            if size is not None and "cache" not in name.lower():
                sizes[name] = size
        return sizes

    def _size_of(self, value, module, depth):
        """Returns how much an object keeps; its class says whether it may be looked into.

        Loggers, for one, lead to all other loggers.
        """
        kind = type(value)
        if issubclass(kind, _CONTAINERS):
            return next(each for each in _CONTAINERS if issubclass(kind, each)).__len__(value)
        if not depth or self._left <= 0:
            return None
        owner = self._naming.module_of_class(value if issubclass(kind, type) else kind)
        if owner != module and not self._is_looked_at(owner):
            return None
        attributes = self._naming.attributes_of(value, module)
        if attributes is None:
            return None
        total = len(attributes)
        self._left -= total
        if self._left > 0:
            for each in list(attributes.values()):
                if type(each) not in _LEAVES:
                    total += self._size_of(each, module, depth - 1) or 0
        return total
