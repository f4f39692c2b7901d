import pkgutil


def usage():
    return pkgutil.get_data(__name__, "docs/usage.txt").decode().strip()
