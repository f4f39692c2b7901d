"""Tells which modules were needed, and which import statements ran.

An invocation needs a module when a function of it runs, or when code that runs names something of
it. During init a module needs another when its body, outside of import statements, or one of its
functions names something of the other, or when a function of the other runs on its behalf.

What compiled modules name cannot be seen. They are taken to need all that their variables hold,
which is what they imported; and where they offer capsules, or nothing that could be named, to be
needed by all that import them. Nothing is told of modules that were loaded before the function was.
"""

import sys

#: Asked of another module to say what is exported, it is no need of anything.
_EXPORTS = "__all__"

#: Functions that ask a module for attributes by names that cannot be read.
_DYNAMIC = frozenset(["getattr", "vars"])

#: What the bootstrap is called.
_BOOTSTRAP = "__main__"


def _dynamic_lines(reading):
    """Returns the lines that ask for attributes by names that cannot be read."""
    return {line for line, _, name, _, _ in reading.chains if name in _DYNAMIC}


class Usage:
    """Works out lines from what was seen."""

    def __init__(self, recorder, seen, naming, read, bytecode, effects):
        self._recorder = recorder
        self._seen = seen
        self._naming = naming
        self._names = naming.Names(seen.bodies, lambda record: read(record.code))
        self._read = read
        self._effects = effects
        self._ancestors = bytecode.ancestors
        self._edges = set()
        self._used = set()
        self._needs = set()
        self._compiled = set()
        self._scopes = {}
        #: Modules that the function gets for nothing; the import system runs some of them.
        self._given = frozenset(sys.modules)
        seen.when_homeless = self._follow_at_once

    def resolve(self, phase, is_over=False):
        """Adds lines for what was seen in a phase; may be called again when more was seen.

        Lines of what was told are not looked at again for the sake of a phase that is over.
        """
        self._requests(phase)
        for by, modules in list(phase.ran.items()):
            for module in list(modules):
                self._need(phase, by, module, "ran")
        records = phase.records[phase.n_resolved if is_over else 0 :]
        phase.n_resolved = len(phase.records)
        for record in records:
            self._resolve_record(phase, record)
        natives = {}
        for key, module in list(phase.natives):
            natives.setdefault(key, set()).add(module)
        for key, modules in natives.items():
            record = self._seen.records.get(key)
            if record is not None:
                for module in modules:
                    self._need(phase, record.module, module, "named")
        if phase.request_id is None and not is_over:
            for module in list(sys.modules):
                self._expand(phase, module, "base")
            self._need_of_effects(phase)
            for by, module in list(self._effects.found):
                self._need(phase, by, module, "base")

    def _requests(self, phase):
        for by, module, line, is_need in list(phase.requests):
            if module in sys.modules:
                self._edge(by, module, line)
                if is_need:
                    self._need(phase, by, module, "named")

    def _resolve_record(self, phase, record):
        reading, by = self._read(record.code), record.module
        how = "base" if phase.request_id is None and not record.is_function else "named"

        def tell(module):
            self._need(phase, by, module, how)

        for line, name, level, taken in reading.imports:
            if phase.has_run(record.code, line):
                self._statement(record, (line, name, level, taken), tell)
        dynamic = _dynamic_lines(reading)
        for chain in reading.chains:
            line, kind, name, attributes, _ = chain
            if attributes[-1:] == (_EXPORTS,) or not phase.has_run(record.code, line):
                continue
            for module in record.told.get(chain, ()):
                tell(module)
            if kind in ("local", "cell"):
                value = self._follow_scope(record, kind, name, attributes, tell)
            elif kind == "name" and not record.is_body and name in reading.bindings:
                value = self._follow_bindings(record, reading, name, attributes, tell)
            elif kind == "name" and not record.is_body and name in reading.rebound:
                continue
            elif record.module is None:
                value = self._follow_homeless(record, name, attributes, tell)
            else:
                value = self._names.follow(by, record.namespace, name, attributes, tell)
            self._end(chain, value, dynamic, tell)

    def _end(self, chain, value, dynamic, tell):
        """Tells what is asked of the value that a chain leads to, as far as that is a module's."""
        line, _, _, _, constant = chain
        if constant is not None and value is sys.modules and constant in sys.modules:
            tell(constant)
        if line in dynamic and value is not None and self._naming.is_module(value):
            self._names.everything(value, tell)

    def _follow_at_once(self, record, namespace):
        """Notes what the variables of code lead to whose module cannot be had later.

        What it binds afterwards is not seen, except by its own imports.
        """
        reading = self._read(record.code)
        dynamic = _dynamic_lines(reading)
        for chain in reading.chains:
            _, kind, name, attributes, _ = chain
            if kind not in ("local", "cell") and name in namespace:
                tell = record.told.setdefault(chain, set()).add
                value = self._names.follow(record.module, namespace, name, attributes, tell)
                self._end(chain, value, dynamic, tell)

    def _statement(self, record, statement, tell):
        """An import statement that ran: its edges, and in functions its needs."""
        line, name, level, taken = statement
        level = level if type(level) is int else 0
        module = self._naming.absolute(name, level, record.namespace)
        if module is None:
            return
        by = record.namespace.get("__name__")
        end = module.find(".")
        while end > 0:
            self._edge(by, module[:end], line)
            end = module.find(".", end + 1)
        self._edge(by, module, line)
        if record.is_function:
            tell(module)
        if taken == ("*",):
            taken = self._starred(module)
        for attribute in taken or ():
            submodule = f"{module}.{attribute}"
            if submodule in sys.modules:
                value = self._naming.namespace_of(module).get(attribute)
                if value is sys.modules[submodule]:
                    self._edge(by, submodule, line)
            if record.is_function and module in sys.modules:
                self._names.attribute(sys.modules[module], attribute, tell)

    def _starred(self, module):
        names = self._naming.namespace_of(module).get("__all__", ())
        return [name for name in names if type(name) is str] if type(names) is list else ()

    def _follow_bindings(self, record, reading, name, attributes, tell):
        """A variable of a function or class that an import in it binds."""
        for _, source, level, attribute in reading.bindings.get(name, ()):
            module = self._naming.absolute(source, level or 0, record.namespace)
            if module is not None and attribute == "":
                module = module.partition(".")[0]
            value = sys.modules.get(module)
            if value is not None:
                tell(module)
                rest = (attribute, *attributes) if attribute else attributes
                return self._names.walk(value, rest, tell)
        return None

    def _follow_scope(self, record, kind, name, attributes, tell):
        reading = self._read(record.code)
        if name in reading.bindings:
            return self._follow_bindings(record, reading, name, attributes, tell)
        if kind == "cell":
            for outer in reversed(self._outer_codes(record)):
                reading = self._read(outer)
                if name in reading.bindings:
                    return self._follow_bindings(record, reading, name, attributes, tell)
        return None

    def _follow_homeless(self, record, name, attributes, tell):
        """A variable of code without a module; others than imports have bound were told of."""
        body = self._seen.homeless.get(record.code.co_filename, record)
        return self._follow_bindings(body, self._read(body.code), name, attributes, tell)

    def _outer_codes(self, record):
        """Returns the code objects that define a function, outermost first."""
        codes = self._scopes.get(id(record.code))
        if codes is None:
            body = self._seen.bodies.get(record.module)
            codes = self._ancestors(record.code, body[0].code) if body is not None else ()
            self._scopes[id(record.code)] = codes
        return codes

    def _edge(self, by, module, line):
        if type(by) is not str or by == module or module not in sys.modules:
            return
        if by.startswith("warmfront_"):  # parts of the bootstrap
            by = _BOOTSTRAP
        edge = (by, module, line or 0)
        if edge not in self._edges:
            self._edges.add(edge)
            text = self._recorder.text
            self._recorder.add(("edge", text(by), text(module), line or 0))

    def _need(self, phase, by, module, how):
        """Notes that a module, and so the packages it is in, is needed."""
        if module == by or module in self._given or module not in sys.modules:
            return
        if by is not None and (by == _BOOTSTRAP or by.startswith("warmfront_")):
            return
        is_init = phase.request_id is None
        while True:
            self._note(phase, by, module, how)
            module = module.rpartition(".")[0]
            if not module or module in self._given or module not in sys.modules:
                return
            if is_init and by is not None and f"{by}.".startswith(f"{module}."):
                return

    def _note(self, phase, by, module, how):
        text, request_id = self._recorder.text, phase.request_id
        used = (request_id, module, how)
        if used not in self._used:
            self._used.add(used)
            self._recorder.add(("used", request_id, text(module), how))
            if request_id is not None:
                self._expand(phase, module, "named")
        if request_id is None and by is not None and (by, module) not in self._needs:
            self._needs.add((by, module))
            self._recorder.add(("need", text(by), text(module)))

    def _expand(self, phase, module, how):
        """A compiled module is there: it needs what it imported."""
        key = (phase.request_id, module)
        if key in self._compiled or not self._is_compiled(module):
            return
        self._compiled.add(key)

        def tell(held):
            self._edge(module, held, 0)
            self._need(phase, module, held, how)

        for name, value in list(self._naming.namespace_of(module).items()):
            if type(name) is not str or name.startswith("__"):
                continue
            if self._naming.is_module(value):
                self._names.tell_value(value, tell)
                for key in self._names.keys_of(value):
                    self._tell_accelerators(key, tell)
            elif callable(value):
                self._names.tell_value(value, tell, is_held=True)

    def _tell_accelerators(self, module, tell):
        """Which of its names is asked for cannot be seen: compiled ones of its own are likely."""
        body = self._seen.bodies.get(module)
        if body is None:
            return
        record = body[0]
        for _, name, level, _ in self._read(record.code).imports:
            source = self._naming.absolute(name, level or 0, record.namespace)
            if source in sys.modules and self._is_compiled(source):
                tell(source)

    def _need_of_effects(self, phase):
        """A compiled module that others use in C is needed by those who import it."""
        wanted = {
            module
            for module in list(sys.modules)
            if self._is_compiled(module) and self._is_for_effect(module)
        }
        for by, module, _ in list(self._edges):
            if module in wanted:
                self._need(phase, by, module, "base")

    def _is_for_effect(self, module):
        """Tells whether a module offers a capsule, or nothing that could be named."""
        items = list(self._naming.namespace_of(module).items())
        public = [value for name, value in items if not str(name).startswith("__")]
        return not public or any(type(value).__name__ == "PyCapsule" for value in public)

    def _is_compiled(self, module):
        spec = self._naming.namespace_of(module).get("__spec__")
        return type(getattr(spec, "loader", None)).__name__ == "ExtensionFileLoader"
