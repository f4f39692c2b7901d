import os


def render(name):
    folder = os.path.join(os.path.dirname(__file__), "templates", "{{ name }}")
    with open(os.path.join(folder, "setup.py")) as file:
        return file.read().replace("{{ name }}", name)
