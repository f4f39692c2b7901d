import ast
import importlib


def attach_stub(package, path):
    with open(path[: path.rindex(".")] + ".pyi") as file:
        tree = ast.parse(file.read())
    names = [each.name for node in tree.body for each in node.names]

    def attribute(name):
        if name not in names:
            raise AttributeError(name)
        return importlib.import_module(f"{package}.{name}")

    return attribute, lambda: names
