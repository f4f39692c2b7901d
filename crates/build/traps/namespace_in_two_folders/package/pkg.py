import os
import sys

sys.path.append(os.path.join(os.path.dirname(__file__), "vendor"))


def both():
    from space.first import WHERE as first
    from space.second import WHERE as second

    return first, second
