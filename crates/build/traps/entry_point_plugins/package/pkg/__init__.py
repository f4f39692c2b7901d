import importlib.metadata


def load(name):
    found = importlib.metadata.entry_points()
    if hasattr(found, "select"):
        group = found.select(group="pkg.writers")
    else:
        group = found["pkg.writers"]
    return next(each for each in group if each.name == name).load()
