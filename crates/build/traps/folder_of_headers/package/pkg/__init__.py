import os


def get_include():
    return os.path.join(os.path.dirname(__file__), "include")
