import importlib


def handler():
    return importlib.import_module("pkg.my-handler").NAME
