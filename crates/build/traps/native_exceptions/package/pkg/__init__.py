import ctypes
import os

LIBRARY = ctypes.CDLL(os.path.join(os.path.dirname(__file__), "libparse.so"))


def parsed(text):
    return LIBRARY.parsed(text)
