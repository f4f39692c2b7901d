import importlib


def first():
    return importlib.import_module(".tests.helpers", package=__name__)


def second():
    return importlib.import_module(".examples", __name__)
