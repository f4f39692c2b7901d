"""The globals of the function's own modules, as far as they are data.

Modules, functions and classes of others are not looked at, and neither is what is third-party.
Of own functions, what they keep is: defaults that can change, attributes, cells, the size of a
cache; of own classes, their attributes that are data.
"""

import os
import sys

#: Values that are looked at, per phase; what is beyond is not, and that is told.
_MOST_NODES = 3000

_function = type(lambda: None)
_builtin = type(len)
_module = type(sys)
_FIXED = (int, str, float, bool, type(None), bytes, complex)
_CODE = (_builtin, _module, property, staticmethod, classmethod)


class Globals:
    """Writes them."""

    def __init__(self, recorder, load, options):
        self._recorder = recorder
        self._values = load("values")
        self._own = frozenset(options["own_modules"])
        self._others = set()
        self._root = os.path.join(options["task_root"], "")

    def parts(self):
        """Returns what is known of each own module, by `globals:NAME`."""
        writer = self._values.Writer(self._recorder.json, _MOST_NODES, self._is_own_class)
        found = {}
        for name in sorted(self._own_names()):
            try:
                names = object.__getattribute__(sys.modules.get(name), "__dict__")
            except AttributeError:
                continue
            if self._is_below_root(names.get("__file__")):
                found[f"globals:{name}"] = self._module(writer, name, names)
        if writer.is_cut:
            self._recorder.note("large or deep global values are compared in part")
        return found

    def _own_names(self):
        """Returns the names of own modules; there may be thousands of others."""
        names = set(sys.modules) - self._others
        own = {name for name in names if self._is_own(name)}
        self._others |= names - own
        return own

    def _is_own(self, name):
        return type(name) is str and name.split(".")[0] in self._own

    def _is_own_class(self, kind):
        return self._is_own(self._values.module_of(kind))

    def _is_below_root(self, file):
        return type(file) is str and file.startswith(self._root)

    def _module(self, writer, name, names):
        written = {}
        for each, value in sorted(dict(names).items(), key=lambda pair: str(pair[0])):
            if type(each) is str and not (each.startswith("__") and each.endswith("__")):
                self._add(writer, written, name, each, value)
        return written

    def _add(self, writer, written, module, name, value):
        kind = type(value)
        if kind is _function:
            kept = self._function(writer, value) if value.__module__ == module else None
        elif issubclass(kind, type):
            kept = self._class(writer, value, module)
        elif kind.__name__ == "_lru_cache_wrapper":
            kept = {"cached": value.cache_info().currsize}
        elif kind in _CODE or self._is_machinery(kind):
            return
        else:
            written[name] = writer.value(value)
            return
        if kept:
            written[name] = kept

    def _is_machinery(self, kind):
        """Tells whether values of a class stand for a module or for typing, not for data."""
        module = self._values.module_of(kind)
        return issubclass(kind, _module) or module in ("typing", "__future__", "types")

    def _function(self, writer, function):
        kept = {}
        for name, held in (("defaults", function.__defaults__), ("named", function.__kwdefaults__)):
            if held and not all(
                type(each) in _FIXED for each in (held.values() if type(held) is dict else held)
            ):
                kept[name] = writer.value(held)
        attributes = {k: v for k, v in function.__dict__.items() if k != "__wrapped__"}
        if attributes:
            kept["attributes"] = writer.value(attributes)
        cells = {}
        for name, cell in zip(function.__code__.co_freevars, function.__closure__ or ()):
            try:
                value = cell.cell_contents
            except ValueError:
                continue
            if type(value) is not _function and not issubclass(type(value), type):
                cells[name] = writer.value(value)
        if cells:
            kept["cells"] = cells
        return kept

    def _class(self, writer, kind, module):
        names = type.__dict__["__dict__"].__get__(kind)
        if names.get("__module__") != module:
            return None
        kept = {}
        for name, value in names.items():
            is_special = name.startswith("__") or name in ("_abc_impl", "_member_map_")
            is_code = type(value) is _function or type(value) in _CODE
            # Descriptors, of slots and fields, have no data of their own.
            if not is_special and not is_code and not hasattr(type(value), "__get__"):
                kept[name] = writer.value(value)
        return {name: kept[name] for name in sorted(kept)}
