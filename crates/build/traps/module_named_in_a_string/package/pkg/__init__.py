import importlib

DEFAULT = "pkg.tests.backend"
FACTORY = "pkg.examples.factory:make"


def backend():
    return importlib.import_module(DEFAULT)


def other():
    module, name = FACTORY.split(":")
    return getattr(importlib.import_module(module), name)
