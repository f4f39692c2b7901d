import os
import string

FOLDERS = [os.path.join(os.path.dirname(__file__), "templates")]


def render(name, person):
    for folder in FOLDERS:
        with open(os.path.join(folder, name + ".txt")) as file:
            return string.Template(file.read()).substitute(person=person)
