import os


def data():
    with open(os.path.join(os.path.dirname(__file__), "current.dat")) as file:
        return file.read().strip()
