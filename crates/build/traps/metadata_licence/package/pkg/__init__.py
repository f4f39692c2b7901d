import importlib.metadata


def licence():
    return importlib.metadata.distribution("trap").read_text("licenses/LICENSE")
