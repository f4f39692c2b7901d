import os

PAGES = os.path.dirname(os.path.abspath(__file__)) + "/docs/"


def page(name):
    path = PAGES + name + ".html"
    with open(path) as file:
        return file.read().strip()
