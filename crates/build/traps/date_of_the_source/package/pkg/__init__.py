import os


def key():
    # As caches of compiled functions do.
    source = os.path.join(os.path.dirname(__file__), "__init__.py")
    found = os.stat(source)
    return os.path.basename(source), found.st_mtime, found.st_size
