import importlib.metadata


def table():
    files = importlib.metadata.files("trap")
    found = next(file for file in files if file.match("*/table.csv"))
    return found.locate().read_text().strip()
