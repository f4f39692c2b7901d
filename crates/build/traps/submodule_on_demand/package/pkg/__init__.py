import importlib

SUBMODULES = {"core", "tests"}


def __getattr__(name):
    if name in SUBMODULES:
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(name)
