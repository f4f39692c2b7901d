import importlib.resources

from . import docs


def listed():
    assert importlib.resources.is_resource(docs, "one.txt")
    with importlib.resources.open_text("pkg.docs", "one.txt") as file:
        return file.read().strip()
