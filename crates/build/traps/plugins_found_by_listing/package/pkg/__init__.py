import importlib
import pkgutil

from . import plugins


def names():
    found = pkgutil.iter_modules(plugins.__path__)
    modules = [importlib.import_module("pkg.plugins." + each.name) for each in found]
    return sorted(module.NAME for module in modules)
