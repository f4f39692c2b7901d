import os


def is_typed():
    return os.path.exists(os.path.join(os.path.dirname(__file__), "py.typed"))
