# === the version by setuptools
import pkg_resources  # WF207

VERSION = pkg_resources.get_distribution("shop").version


def handler(event, context):
    return {"version": VERSION}
# === a file by setuptools
from pkg_resources import resource_string  # WF207


def handler(event, context):
    return resource_string(__name__, "page.html").decode()
# === near miss: the standard library's
from importlib.resources import files


def handler(event, context):
    return files("shop").joinpath("page.html").read_text()
# === near miss: only when the standard library has none
try:
    from importlib.metadata import version
except ImportError:
    from pkg_resources import get_distribution

    def version(name):
        return get_distribution(name).version


def handler(event, context):
    return version("shop")
