import ctypes
import os

LIBRARY = ctypes.CDLL(os.path.join(os.path.dirname(__file__), "outer.so"))


def total():
    return LIBRARY.total()
