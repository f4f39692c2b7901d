"""Files of the package and of layers that the function reads, lists, or looks for and finds.

What is opened, listed or loaded as a library is told by the interpreter; what is only asked for,
such as by `os.path.exists`, by what stands for `os.stat`, `os.lstat` and `os.access`; libraries
that libraries load, by the kernel. The interpreter's own search for modules does not count, but
the modules that are loaded do. Names of folders that were listed end in `/`.
"""

import os
import sys

#: Names that are told in all.
_MOST = 200_000


class Touched:
    """Gathers names, and tells at the end of each phase those that are new."""

    def __init__(self, recorder, options):
        self._recorder = recorder
        own = (sys.prefix, sys.base_prefix, os.path.dirname(os.__file__))
        roots = {options["task_root"], "/opt"}
        roots.update(each for each in sys.path if type(each) is str and not each.startswith(own))
        self._roots = tuple(os.path.join(root, "") for root in sorted(roots) if root)
        self._seen, self._new, self._modules = set(), set(), set()
        self._lexists, self._isdir = os.path.lexists, os.path.isdir

    def found(self, path, mark=""):
        """Takes a name, of whatever kind."""
        if type(path) is bytes:
            path = os.fsdecode(path)
        if type(path) is not str:
            path = getattr(path, "__fspath__", lambda: None)()
            if type(path) is not str:
                return
        if not path.startswith("/"):
            path = os.path.join(os.getcwd(), path)
        if "/." in path:
            path = os.path.normpath(path)
        path = path.rstrip("/") + mark
        is_new = path not in self._seen and len(self._seen) < _MOST
        if is_new and (path + "/").startswith(self._roots):
            self._seen.add(path)
            self._new.add(path)

    def opened(self, path, mode, flags):
        """Takes a file that is opened, to be read or otherwise."""
        if type(path) is not int:
            self.found(path)

    def listed(self, path=None, *others):
        """Takes a folder that is listed, unless it is for the search for modules."""
        frame = sys._getframe(3)
        is_search = frame.f_code.co_filename.startswith("<frozen importlib")
        if not is_search and type(path) is not int:
            self.found("." if path is None else path, "/")

    def loaded(self, name, *others):
        """Takes a library that is loaded by its path."""
        if type(name) in (str, bytes) and name:
            self.found(name)

    def imported(self, module, path, *others):
        """Takes an extension module."""
        if path is not None:
            self.found(path)

    def finish(self, line):
        """Tells what is new."""
        self._mapped()
        modules = {name for name in list(sys.modules) if type(name) is str} - self._modules
        self._modules |= modules
        for name in modules:
            self._module(sys.modules.get(name))
        new, self._new = self._new, set()
        files = sorted(name for name in new if self._lexists(name))
        told = {"kind": "touched", "files": files, "modules": sorted(modules)}
        self._recorder.write(told)

    def _module(self, module):
        try:
            names = object.__getattribute__(module, "__dict__")
        except AttributeError:
            return
        for name in ("__file__", "__cached__"):
            if type(names.get(name)) is str:
                self.found(names[name])

    def _mapped(self):
        with open("/proc/self/maps", "rb") as file:
            for line in file:
                at = line.find(b"/")
                if at > 0:
                    self.found(line[at:].rstrip(b"\n"))


class Asked:
    """Stands for a function of the operating system that asks for a file.

    It is no Python function, which would become a method where a class keeps it.
    """

    def __init__(self, original, recorder, found):
        self._original = original
        self._recorder = recorder
        self._found = found
        for name in ("__name__", "__qualname__", "__doc__", "__module__", "__text_signature__"):
            self.__dict__[name] = getattr(original, name, None)
        self.__self__ = original.__self__

    def __call__(self, *args, **kwargs):
        answer = self._original(*args, **kwargs)
        if answer is not False and args and type(args[0]) is not int:
            self._recorder.guarded("file asked for", self._found, args[0])
        return answer

    def __repr__(self):
        return repr(self._original)


def install(recorder, load, phases, audit, options):
    """Begins to look."""
    touched = Touched(recorder, options)
    phases.when_over.append(touched.finish)
    audit.on("open", touched.opened)
    audit.on("os.listdir", touched.listed)
    audit.on("os.scandir", touched.listed)
    audit.on("ctypes.dlopen", touched.loaded)
    audit.on("import", touched.imported)
    sets = [os.supports_dir_fd, os.supports_effective_ids, os.supports_fd]
    sets.append(os.supports_follow_symlinks)
    for name in ("stat", "lstat", "access"):
        original = getattr(os, name)
        asked = Asked(original, recorder, touched.found)
        setattr(os, name, asked)
        for each in sets:
            if original in each:
                each.add(asked)
