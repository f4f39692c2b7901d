import ctypes
import os
import threading

LIBRARY = ctypes.CDLL(os.path.join(os.path.dirname(__file__), "libcounter.so"))


def counted():
    found = [LIBRARY.counted(), LIBRARY.counted()]
    thread = threading.Thread(target=lambda: found.append(LIBRARY.counted()))
    thread.start()
    thread.join()
    return found
