import os

PATTERN = "%s/docs/%s.html"
HERE = os.path.dirname(os.path.abspath(__file__))


def page(name):
    path = PATTERN % (HERE, name)
    with open(path) as file:
        return file.read().strip()
