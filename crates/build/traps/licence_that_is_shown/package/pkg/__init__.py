import os

HERE = os.path.dirname(__file__)


def read(name):
    with open(os.path.join(HERE, name)) as file:
        return file.read().strip()


def about():
    return read("README.md") + " / " + read("LICENSE.txt")
