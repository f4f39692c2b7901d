import glob
import os

HERE = os.path.dirname(os.path.abspath(__file__))


def names():
    found = glob.glob(os.path.join(HERE, "examples", "*.json"))
    return sorted(os.path.basename(path).split(".")[0] for path in found)
