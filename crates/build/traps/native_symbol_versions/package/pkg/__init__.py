import ctypes
import os

LIBRARY = ctypes.CDLL(os.path.join(os.path.dirname(__file__), "libversions.so"))


def versions():
    dlvsym = ctypes.CDLL(None).dlvsym
    dlvsym.restype = ctypes.c_void_p
    dlvsym.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p]
    found = []
    for version in (b"V1", b"V2"):
        place = dlvsym(LIBRARY._handle, b"value", version)
        found.append(ctypes.CFUNCTYPE(ctypes.c_int)(place)())
    return (*found, LIBRARY.value())
