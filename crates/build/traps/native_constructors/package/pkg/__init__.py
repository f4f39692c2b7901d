import ctypes
import os

LIBRARY = ctypes.CDLL(os.path.join(os.path.dirname(__file__), "libsteps.so"))


def steps():
    return LIBRARY.steps()
