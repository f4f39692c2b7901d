import pkgutil

try:
    from importlib.resources import files
except ImportError:
    files = None


def words():
    if files is None:
        return pkgutil.get_data("pkg", "examples/words.txt").decode().split()
    return files("pkg").joinpath("examples/words.txt").read_text().split()
