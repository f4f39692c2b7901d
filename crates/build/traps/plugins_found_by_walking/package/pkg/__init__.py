import importlib
import pkgutil

REGISTRY = []


def load():
    for each in pkgutil.walk_packages(__path__, __name__ + "."):
        importlib.import_module(each.name)
