import os


def topics():
    folder = os.path.join(os.path.dirname(__file__), "docs")
    return sorted(os.listdir(folder))
