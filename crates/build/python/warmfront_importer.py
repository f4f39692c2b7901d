"""Loads modules from one file: their bytecode lies in it, one after the other.

Finders and loaders are Python's own. A finder of a folder that the file has modules of answers for
those without looking into the folder, and their loaders take the bytecode from the file. Sources
and everything else stay where they are, and are found and read as ever.
"""

import _frozen_importlib_external
import _imp
import marshal
import os
import sys

import warmfront_bundle

_ROOT = os.path.dirname(__file__)
_PLACE = os.path.join(_ROOT, "warmfront_bundle.bin")


def install():
    """Has modules come from the file. Returns what is to be called when most have."""
    if sys.implementation.cache_tag != warmfront_bundle.TAG:
        return None
    file = _File()
    suffixes = [hook for hook in sys.path_hooks if _is_of_files(hook)]
    if len(suffixes) != 1:
        return None
    make_finder = suffixes[0]

    def hook(folder):
        if folder == _ROOT:
            modules = warmfront_bundle.MODULES.get("")
        elif folder.startswith(_ROOT + "/"):
            modules = warmfront_bundle.MODULES.get(folder[len(_ROOT) + 1 :])
        else:
            modules = None
        if modules is None:
            raise ImportError
        return _with_modules(make_finder(folder), modules, file)

    sys.path_hooks.insert(0, hook)
    # Only the root's can have been made; of another folder nothing has been imported.
    sys.path_importer_cache.pop(_ROOT, None)
    return file.close


def _is_of_files(hook):
    return getattr(hook, "__name__", "") == "path_hook_for_FileFinder"


class _File:
    """The file, open while most modules are loaded."""

    def __init__(self):
        self._descriptor = os.open(_PLACE, os.O_RDONLY | os.O_CLOEXEC)
        # Read ahead, while the first modules run.
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(self._descriptor, 0, 0, os.POSIX_FADV_WILLNEED)

    def read(self, offset, size):
        descriptor = self._descriptor
        if descriptor is not None:
            return os.pread(descriptor, size, offset)
        with open(_PLACE, "rb", buffering=0) as file:
            return os.pread(file.fileno(), size, offset)

    def close(self):
        descriptor, self._descriptor = self._descriptor, None
        os.close(descriptor)


def _with_modules(finder, modules, file):
    """Returns the finder, which finds these modules at once."""
    find_any, folder = finder.find_spec, finder.path
    make_spec = _frozen_importlib_external.spec_from_file_location
    make_loader = _frozen_importlib_external.SourceFileLoader

    def find_spec(fullname, target=None):
        name = fullname.rpartition(".")[2]
        known = modules.get(name)
        if known is None:
            return find_any(fullname, target)
        offset, size, is_package = known
        inside = None
        path = f"{folder}/{name}"
        if is_package:
            inside = [path]
            path += "/__init__"
        path += ".py"
        loader = make_loader(fullname, path)

        def get_code(_name):
            # Once only: whoever asks later asks the loader as it was made.
            del loader.get_code
            code = marshal.loads(file.read(offset, size))
            _imp._fix_co_filename(code, path)
            return code

        loader.get_code = get_code
        return make_spec(fullname, path, loader=loader, submodule_search_locations=inside)

    finder.find_spec = find_spec
    return finder
