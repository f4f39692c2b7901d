import importlib.metadata


def extras():
    needed = importlib.metadata.requires("trap")
    return [line.split('"')[1] for line in needed if "extra ==" in line]
