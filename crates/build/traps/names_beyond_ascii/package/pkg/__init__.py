import os

from pkg import café


def coffee():
    return café.SORTE


def données():
    with open(os.path.join(os.path.dirname(__file__), "données.dat")) as file:
        return file.read().strip()
