import importlib


def load(start, end):
    return importlib.import_module(f"{__name__}.{start}{end}.backend")
