import ctypes
import os

LIBRARY = ctypes.CDLL(os.path.join(os.path.dirname(__file__), "libchosen.so"))


def chosen():
    assert LIBRARY.chosen() == LIBRARY.call()
    return LIBRARY.chosen()
