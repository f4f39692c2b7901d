"""Imports that run when what they bind is first used.

The build has taken them out of the bytecode of some modules of this package, for one exact Python;
any other runs the sources, which are as they were written and know nothing of this. Two kinds:

- A module that is bound as such is there at once, and its body runs at the first look into it. It
  is the very object that an import would have made, and afterwards nothing but an ordinary module.
- Any other name is left unbound. Functions of the importing module ask whether it is there yet and
  import it when it is not; everybody else finds it through the module's `__getattr__`.

An import statement that the build left alone does what it always did: it runs the body of what it
imports, bound earlier or not.
"""

import _frozen_importlib as _bootstrap
import sys
from _frozen_importlib_external import SourceFileLoader, SourcelessFileLoader
from _thread import RLock, get_ident

_Module = type(sys)

# What is called, when somebody records, with the name of what happens and the imports it is about:
# the file, the line, and the name that is bound.
observe = None

# Modules whose body has not run to its end, by identity.
_waiting = {}
_absent = object()
# Held for a few instructions at a time, never while something is imported.
_lock = RLock()

# Attributes of a module that its body has nothing to do with. Whoever walks through `sys.modules`
# to learn whose file something came from (`inspect`, `warnings`, reloaders) asks for these.
# `__path__` is none of them: the import system asks for it before it imports a submodule, and by
# then the body of the package has run.
_KNOWN = frozenset(
    ["__cached__", "__file__", "__loader__", "__name__", "__package__", "__spec__", "__class__"]
)

# Places in the description of an edge.
_BINDS, _MODULE, _LEVEL, _ATTRIBUTE, _TOP, _LINE = range(6)


def begin(edges, guarded):
    """Takes over the edges of the module that calls this. Returns what its bytecode asks."""
    frame = sys._getframe(1)
    names = frame.f_globals
    for name in guarded:
        # When the module is run again, names are what they were until the import is reached.
        names.setdefault(_flag(name), False)
    imports = _Imports(names, frame.f_code.co_filename, edges)
    if guarded:
        imports.compose()
    return imports


class _Imports:
    """The deferred imports of one module."""

    __slots__ = ("_dir", "_edges", "_getattr", "_has_own", "_unbound", "file", "names")

    def __init__(self, names, file, edges):
        self.names = names
        self.file = file
        self._edges = edges
        # Which edge binds a name that is not bound yet.
        self._unbound = {}
        self._getattr = self._dir = None
        self._has_own = False

    def module(self, number):
        """Returns what an import of a module binds, without running a body if that can be."""
        edge = self._edges[number]
        try:
            found = _bind(self, edge)
        except ImportError:
            found = _absent
        # What cannot wait is imported as ever, and fails as ever.
        return self.run(edge) if found is _absent else found

    def guard(self, *numbers):
        """Does as if these imports had been run."""
        names = self.names
        for number in numbers:
            name = self._edges[number][_BINDS]
            if name in names:
                # The module is run again, or somebody was here before: what an import would do now.
                names[name] = self.run(self._edges[number])
                names[_flag(name)] = True
            else:
                names[_flag(name)] = False
                self._unbound[name] = number

    def compose(self):
        """Puts this between the module's own `__getattr__` and `__dir__` and those who ask."""
        names = self.names
        own = names.get("__getattr__")
        if own is None or own is not self._getattr:
            own = None if getattr(own, "_warmfront", False) else own
            self._has_own = own is not None
            self._getattr = names["__getattr__"] = _answering(self, own)
        own = names.get("__dir__")
        if own is None or own is not self._dir:
            own = None if getattr(own, "_warmfront", False) else own
            self._dir = names["__dir__"] = _listing(self, own)

    def adopt(self):
        """Takes over a `__getattr__` of the module that asks by itself."""
        self._has_own = True
        self._getattr = self.names["__getattr__"]

    def __call__(self, name):
        """Returns what a name is bound to, importing it when nobody has."""
        names, unbound = self.names, self._unbound
        number = unbound.get(name)
        if number is None or name in names:
            # Set by somebody else, whose value counts; or not imported yet by the module itself.
            value = names.get(name, _absent)
            if value is _absent:
                return _rare().builtin(names, name)
            with _lock:
                unbound.pop(name, None)
                names[_flag(name)] = True
            return value
        value = self.run(self._edges[number])
        with _lock:
            if unbound.get(name) == number:
                value = names.setdefault(name, value)
                names[_flag(name)] = True
                del unbound[name]
        return names.get(name, value)

    def is_unbound(self, name):
        """Tells whether a name is still to be imported."""
        return name in self._unbound

    def waits(self, name):
        """Tells whether a name that somebody looks for is still to be imported."""
        if name == "__all__" and name not in self._unbound:
            # Who asks for this and finds nothing takes all there is in `__dict__`.
            for one in list(self._unbound):
                self(one)
        return name in self._unbound

    def listed(self, own):
        """Returns the names that the module would have."""
        if own is not None:
            return own()
        names = [name for name in list(self.names) if not _is_ours(name)]
        ours = {"__dir__"} if self._has_own else {"__dir__", "__getattr__"}
        return list({*names, *self._unbound} - ours)

    def run(self, edge):
        """Does what the import statement does. Returns what it binds."""
        _tell("loaded", ((self, edge),))
        module, level, attribute = edge[_MODULE], edge[_LEVEL], edge[_ATTRIBUTE]
        wanted = None if attribute is None else (attribute,)
        try:
            found = __import__(module, self.names, None, wanted, level)
        except BaseException as error:
            _rare().place(error, self.file, edge)
            raise
        if attribute is not None:
            return self._part(found, attribute, edge)
        if not edge[_TOP]:
            for part in module.split(".")[1:]:
                found = self._part(found, part, edge)
        return found

    def _part(self, module, attribute, edge):
        """Returns an attribute of a module as an import statement finds it."""
        try:
            return getattr(module, attribute)
        except AttributeError:
            pass
        found = sys.modules.get(f"{getattr(module, '__name__', None)}.{attribute}", _absent)
        if found is not _absent:
            return found
        return _rare().cannot_import(module, attribute, self.file, edge)


def _tell(event, sites):
    if observe is not None:
        observe(event, [(imports.file, edge[_LINE], edge[_BINDS]) for imports, edge in sites])


def _flag(name):
    return f"__warmfront_{name}__"


def _is_ours(name):
    return type(name) is str and name.startswith("__warmfront_") and name.endswith("__")


def _rare():
    """Returns the module for what seldom happens, which errors are part of."""
    import _warmfront_defer_rare

    return _warmfront_defer_rare


def _answering(imports, own):
    """Returns the `__getattr__` of a module, which has its own or none."""

    def __getattr__(name):  # noqa: N807
        if imports.waits(name):
            return imports(name)
        if own is not None:
            return own(name)
        if name[:2] == "__":
            # Import statements ask every module for its `__path__`.
            raise AttributeError(f"module {imports.names['__name__']!r} has no attribute {name!r}")
        return _rare().missing(imports.names, name)

    __getattr__._warmfront = True
    return __getattr__


def _listing(imports, own):
    """Returns the `__dir__` of a module, which has its own or none."""

    def __dir__():  # noqa: N807
        return imports.listed(own)

    __dir__._warmfront = True
    return __dir__


class _Waiting(_Module):
    """A module whose body waits until somebody looks into it."""

    __slots__ = ()

    def __getattribute__(self, name):
        if name == "__class__":
            return _Module
        known = _Module.__getattribute__
        wait = _waiting.get(id(self))
        if wait is not None and wait.owner != get_ident():
            if name in _KNOWN:
                return known(self, name)
            if name == "__warningregistry__":
                # Where nothing has run nothing has warned.
                raise AttributeError(f"module {wait.spec.name!r} has no attribute {name!r}")
            _run(wait)
        if type(self) is _Waiting:
            # Half made, for whoever its body imports.
            return known(self, name)
        return getattr(self, name)

    def __setattr__(self, name, value):
        _look(self)
        if type(self) is _Waiting:
            _Module.__setattr__(self, name, value)
        else:
            setattr(self, name, value)

    def __delattr__(self, name):
        _look(self)
        if type(self) is _Waiting:
            _Module.__delattr__(self, name)
        else:
            delattr(self, name)


class _Wait:
    """What is known of a module until its body has run."""

    __slots__ = (
        "children",
        "is_done",
        "is_lost",
        "last",
        "module",
        "owner",
        "package",
        "parent",
        "sites",
        "spec",
    )

    def __init__(self, module, spec, parent):
        self.module = module
        self.spec = spec
        self.package, _, self.last = spec.name.rpartition(".")
        # What it is in, when that waits too.
        self.parent = parent
        # What waits in it and is not bound there yet.
        self.children = []
        # Who bound it: imports and edge.
        self.sites = []
        self.owner = None
        self.is_done = False
        # Whether an attempt failed, since when it is no attribute of its package.
        self.is_lost = False


def _look(module):
    """Runs the body of a module that waits, unless that is what calls this."""
    wait = _waiting.get(id(module))
    if wait is not None and wait.owner != get_ident():
        _run(wait)


def _bind(imports, edge):
    """Returns what an import of a module binds, or nothing when it is not one that can wait."""
    names = imports.names
    name, attribute = edge[_MODULE], edge[_ATTRIBUTE]
    if edge[_LEVEL]:
        package = _bootstrap._calc___package__(names)
        name = _bootstrap._resolve_name(name, package, edge[_LEVEL])
    top = found = _absent
    path = ""
    for part in name.split("."):
        path = f"{path}.{part}" if path else part
        found = _found(path, found)
        if found is _absent:
            return _absent
        top = found if top is _absent else top
    if attribute is not None:
        found = _submodule(found, name, attribute)
    if type(found) is _Waiting:
        wait = _waiting.get(id(found))
        if wait is not None:
            wait.sites.append((imports, edge))
    elif found is not _absent:
        _tell("present", ((imports, edge),))
    return top if edge[_TOP] and found is not _absent else found


def _submodule(package, name, attribute):
    """Returns what `from package import attribute` binds."""
    if type(package) is not _Waiting:
        names = getattr(package, "__dict__", None)
        if type(names) is not dict:
            return _absent
        if attribute in names:
            return names[attribute]
        if not getattr(names.get("__getattr__", names), "_warmfront", True):
            return _absent
        if "__getattr__" in names and not hasattr(names["__getattr__"], "_warmfront"):
            return _absent
    return _found(f"{name}.{attribute}", package)


def _found(name, parent):
    """Returns a module, made to wait when it is not there yet; nothing when it cannot wait."""
    module = sys.modules.get(name, _absent)
    if module is not _absent:
        return module if _is_there(module) else _absent
    return _made(name, parent)


def _is_there(module):
    """Tells whether an import statement would bind this, waiting for it as one does."""
    if type(module) is _Waiting:
        return True
    if module is None:
        return False
    if getattr(getattr(module, "__spec__", None), "_initializing", False):
        # Another thread runs its body, or this one does, which then does not wait.
        _wait_for(module.__spec__.name)
    return True


def _made(name, parent):
    """Returns a new module that waits."""
    path = above = None
    if parent is not _absent:
        above = _waiting.get(id(parent))
        path = above.spec.submodule_search_locations if above else parent.__path__
        if path is None:
            return _absent
    spec = _bootstrap._find_spec(name, path)
    if spec is None or type(spec.loader) not in (SourceFileLoader, SourcelessFileLoader):
        return _absent
    module = _bootstrap.module_from_spec(spec)
    if type(module) is not _Module:
        return _absent
    wait = _Wait(module, spec, above)
    _waiting[id(module)] = wait
    module.__class__ = _Waiting
    # Import statements elsewhere then ask `_lock_unlock_module` to wait for it, which is below.
    spec._initializing = True
    first = sys.modules.setdefault(name, module)
    if first is not module:
        # Another thread was faster.
        del _waiting[id(module)]
        return first if _is_there(first) else _absent
    if above is not None:
        above.children.append(wait)
    elif parent is not _absent and not _binds_later(parent, wait.last):
        setattr(parent, wait.last, module)
    return module


def _run(wait):
    """Runs the body of a module, after those of the packages that it is in."""
    if wait.is_done or wait.owner == get_ident():
        return
    if wait.parent is not None:
        _run(wait.parent)
    manager = _bootstrap._ModuleLockManager(wait.spec.name)
    try:
        manager.__enter__()
    except _bootstrap._DeadlockError:
        # Two threads that each wait for what the other imports; one has to see a half-made module.
        return
    try:
        if not wait.is_done and wait.owner is None:
            _execute(wait)
    finally:
        manager.__exit__(None, None, None)


def _execute(wait):
    module, name = wait.module, wait.spec.name
    other = sys.modules.get(name, module)
    if other is not module:
        # Somebody imported it anew, after it had failed or been taken out.
        _finish(wait, other)
        return
    _tell("loaded", wait.sites)
    wait.owner = get_ident()
    sys.modules[name] = module
    try:
        wait.spec.loader.exec_module(module)
    except BaseException as error:
        _rare().forget(wait)
        if wait.sites:
            imports, edge = wait.sites[0]
            _rare().place(error, imports.file, edge)
        raise
    for child in wait.children:
        if not child.is_done:
            setattr(module, child.last, child.module)
            child.parent = None
    _finish(wait, sys.modules.get(name, module))


def _finish(wait, other):
    """Makes a module an ordinary one."""
    module = wait.module
    wait.is_done = True
    wait.spec._initializing = False
    if other is not module:
        _rare().replace(wait, other)
    elif type(module) is _Waiting:
        _Module.__setattr__(module, "__class__", _Module)
    if wait.is_lost:
        setattr(sys.modules[wait.package], wait.last, other)
    del _waiting[id(module)]


def _lock_unlock_module(name):
    """Waits until a module is made, as import statements do that find it half made."""
    module = sys.modules.get(name)
    if type(module) is _Waiting:
        _look(module)
    return _wait_for(name)


def _find_and_load_unlocked(name, import_):
    """Imports a module that is not there, after the body of a package that waits.

    That body may import it, which the original would not look for once it has asked for the path.
    """
    package, _, last = name.rpartition(".")
    if type(sys.modules.get(package)) is _Waiting:
        _look(sys.modules[package])
        if name in sys.modules:
            return sys.modules[name]
    module = _find_and_load(name, import_)
    package = sys.modules.get(package)
    if _binds_later(package, last) and package.__dict__.get(last) is module:
        # An import that waits would have bound something else to this name long ago.
        del package.__dict__[last]
    return module


def _binds_later(package, name):
    """Tells whether a package has an import that waits to bind this name."""
    imports = getattr(package, "__dict__", {}).get("__warmfront__")
    return type(imports) is _Imports and imports.is_unbound(name)


def _within_importlib(function):
    """Returns a function whose frames tracebacks leave out as they do those of importlib."""
    file = _bootstrap._find_spec.__code__.co_filename
    return type(function)(function.__code__.replace(co_filename=file), globals())


_wait_for = _bootstrap._lock_unlock_module
_bootstrap._lock_unlock_module = _lock_unlock_module
_find_and_load = _bootstrap._find_and_load_unlocked
_bootstrap._find_and_load_unlocked = _within_importlib(_find_and_load_unlocked)
