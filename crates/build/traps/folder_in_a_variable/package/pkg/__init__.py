import os

FOLDER = "docs"


def page(name):
    with open(os.path.join(os.path.dirname(__file__), FOLDER, name + ".html")) as file:
        return file.read().strip()
