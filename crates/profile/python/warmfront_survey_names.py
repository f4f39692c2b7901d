"""Finds the modules that a variable and its attributes lead to, without running any code.

Only dictionaries of modules are looked into; what a module's own `__getattr__` would give is taken
from `sys.modules`. The module where a value was defined is what it says of itself, which may be
wrong: so the imports by which a name came to where it was found are followed too.
"""

import sys

MISSING = object()

_Module = type(sys)
_Function = type(lambda: None)
_Builtin = type(len)


class _Sample:
    def method(self):
        """Exists for its type."""


_Method = type(_Sample().method)
_GetSet = type(_Sample.__dict__["__dict__"])
_SLOTS = (_GetSet, type(_Function.__dict__["__globals__"]))
_DESCRIPTORS = (type(str.join), type(str.__add__), type(type.__dict__["__name__"]))


def modules_of(value):
    """Returns names of the modules where a value or its type is defined."""
    kind = type(value)
    if kind is _Method:
        return modules_of(value.__func__)
    if kind is _Function:
        names = [value.__globals__.get("__name__"), value.__module__]
        for cell in value.__closure__ or ():  # what a wrapper stands for
            try:
                inner = cell.cell_contents
            except ValueError:
                continue
            if type(inner) is _Function:
                names.append(inner.__globals__.get("__name__"))
    elif kind is _Builtin:
        owner = value.__self__
        if owner is None or type(owner) is _Module:
            names = (value.__module__, getattr(owner, "__name__", None))
        else:
            names = (module_of_class(owner if isinstance(owner, type) else type(owner)),)
    elif kind in _DESCRIPTORS:
        names = (module_of_class(value.__objclass__),)
    elif issubclass(kind, type):
        names = (module_of_class(value),)
    elif kind.__name__ == "_lru_cache_wrapper":
        names = (module_of_class(kind), value.__module__)
    else:
        names = (module_of_class(kind),)
    return [name for name in names if type(name) is str and name != "builtins"]


def module_of_class(kind):
    """Returns the module that a class says it is defined in, `None` if it says something else."""
    name = type.__getattribute__(kind, "__module__")
    return name if type(name) is str else None


def _name_of(value):
    kind = type(value)
    if kind is _Function or kind is _Builtin:
        return value.__name__
    return type.__getattribute__(value, "__name__") if issubclass(kind, type) else None


def _attribute_of_object(value, name):
    """Returns what an object or its classes keep under a name, as far as no code need run."""
    kind = type(value)
    classes = value if issubclass(kind, type) else kind
    for each in type.__getattribute__(classes, "__mro__"):
        found = type.__getattribute__(each, "__dict__").get(name, MISSING)
        if found is not MISSING:
            if type(found) in (staticmethod, classmethod):
                return found.__func__
            if type(found) is property:
                return found.fget
            return found if type(found) not in _SLOTS else MISSING
    own = object.__getattribute__(value, "__dict__") if _has_plain_dict(kind) else {}
    return own.get(name, MISSING) if type(own) is dict else MISSING


def attributes_of(value, module):
    """Returns the attributes that an object keeps, or a class of a module; `None` for others."""
    kind = type(value)
    if issubclass(kind, type):
        if module_of_class(value) == module:
            return type.__getattribute__(value, "__dict__")
        return None
    if kind is _Function or issubclass(kind, _Module) or not _has_plain_dict(kind):
        return None
    own = object.__getattribute__(value, "__dict__")
    return own if type(own) is dict else None


def _has_plain_dict(kind):
    """Tells whether instances have attributes of their own; a proxy may give out another's."""
    for each in type.__getattribute__(kind, "__mro__"):
        found = type.__getattribute__(each, "__dict__").get("__dict__", MISSING)
        if found is not MISSING:
            return type(found) is _GetSet
    return False


def namespace_of(module):
    """Returns the variables of a module, by name of the module or itself."""
    if type(module) is str:
        module = sys.modules.get(module, MISSING)
    try:
        namespace = object.__getattribute__(module, "__dict__")
    except AttributeError:
        return {}
    return namespace if type(namespace) is dict else {}


def _starred(module):
    """Returns what a star import takes from a module."""
    namespace = namespace_of(module)
    names = namespace.get("__all__")
    if type(names) in (list, tuple):
        return {name: namespace[name] for name in names if name in namespace}
    return {name: value for name, value in list(namespace.items()) if not str(name).startswith("_")}


def is_module(value):
    """Tells whether a value is a module."""
    return issubclass(type(value), _Module)


def absolute(name, level, namespace):
    """Returns the full name of what an import statement asks for, `None` where it has none."""
    if not level:
        return name
    package = namespace.get("__package__")
    if type(package) is not str:
        package = namespace.get("__name__")
        if type(package) is not str:
            return None
        if "__path__" not in namespace:
            package = package.rpartition(".")[0]
    parts = package.rsplit(".", level - 1)
    if len(parts) < level:
        return None
    return f"{parts[0]}.{name}" if name else parts[0]


class Names:
    """Follows names; `bodies` has what was seen of the bodies of modules."""

    def __init__(self, bodies, read):
        self._bodies = bodies
        self._read = read
        self._keys = {}

    def keys_of(self, module):
        """Returns the names under which a module is in `sys.modules`."""
        keys = self._keys.get(id(module))
        if keys is None:
            self._keys = {}
            for key, value in list(sys.modules.items()):
                if type(key) is str:
                    self._keys.setdefault(id(value), []).append(key)
            keys = self._keys.setdefault(id(module), [])
        return keys

    def follow(self, owner, namespace, name, attributes, tell):
        """Tells every module that a chain leads to, beginning at a variable of a namespace.

        `owner` is the module whose variable it is, `None` if there is none.
        """
        value = namespace.get(name, MISSING)
        found = self._trail(owner, name, value, tell) if owner is not None else MISSING
        if value is MISSING:
            value = found
        return self.walk(value, attributes, tell)

    def walk(self, value, attributes, tell):
        """Tells the modules that a value and attributes of it lead to; returns the last one."""
        self.tell_value(value, tell)
        for attribute in attributes:
            if value is MISSING:
                break
            if is_module(value):
                value = self.attribute(value, attribute, tell)
            else:
                value = _attribute_of_object(value, attribute)
            self.tell_value(value, tell)
        return value

    def attribute(self, module, name, tell):
        """Returns an attribute of a module, and tells the modules that it came by."""
        value = namespace_of(module).get(name, MISSING)
        found = MISSING
        for key in self.keys_of(module):
            found = self._trail(key, name, value, tell)
            if value is MISSING and found is MISSING:
                found = sys.modules.get(f"{key}.{name}", MISSING)
        return found if value is MISSING else value

    def everything(self, module, tell):
        """Tells what all attributes of a module lead to, as any of them may be asked for."""
        for name in list(namespace_of(module)):
            if type(name) is str and not name.startswith("__"):
                self.tell_value(self.attribute(module, name, tell), tell)

    def tell_value(self, value, tell, is_held=False):
        """Tells the modules that a value is, or is defined in.

        Of a value that is merely held it is not known how it came there; and it may only pretend
        to be defined where it is public.
        """
        if value is MISSING:
            return
        if is_module(value):
            for key in self.keys_of(value):
                tell(key)
            return
        own_name = _name_of(value) if is_held else None
        for module in modules_of(value):
            tell(module)
            if own_name is not None and namespace_of(module).get(own_name, MISSING) is value:
                self._trail(module, own_name, value, tell)

    def _trail(self, module, name, value, tell):
        """Follows the imports by which a module got a variable; returns its value at the source."""
        pending, known, result = [(module, name)], set(), MISSING
        while pending:
            step = pending.pop()
            if step in known:
                continue
            known.add(step)
            for source, attribute in self._sources(*step):
                if source not in sys.modules:
                    continue
                if attribute is None:
                    found = sys.modules[source]
                else:
                    found = namespace_of(source).get(attribute, MISSING)
                    submodule = sys.modules.get(f"{source}.{attribute}", MISSING)
                    if submodule is not MISSING and found in (MISSING, submodule):
                        found = submodule
                        tell(f"{source}.{attribute}")
                if value is not MISSING and found is not MISSING and found is not value:
                    continue
                tell(source)
                if result is MISSING:
                    result = found
                if attribute is not None:
                    pending.append((source, attribute))
        return result

    def _sources(self, module, name):
        """Yields module and name that a variable of a module was imported from."""
        body = self._bodies.get(module)
        if body is None:
            return
        record, phase = body
        reading = self._read(record)
        for line, asked, level, attribute in reading.bindings.get(name, ()):
            if phase.has_run(record.code, line):
                source = absolute(asked, level, record.namespace)
                if source is not None:
                    top = attribute == ""
                    yield (source.partition(".")[0], None) if top else (source, attribute)
        if name in reading.bindings:
            return
        value = record.namespace.get(name, MISSING)
        for line, asked, level, names in reversed(reading.imports):  # the last one has bound it
            if names == ("*",) and phase.has_run(record.code, line):
                source = absolute(asked, level, record.namespace)
                if value is not MISSING and _starred(source).get(name, MISSING) is value:
                    yield source, name
                    return
