import json
import os

HERE = os.path.dirname(__file__)


def tables():
    """Loads what was generated, unless the grammar is newer or there is no date."""
    grammar, made = (os.path.join(HERE, name) for name in ("grammar.dat", "tables.json"))
    if not 0 < os.path.getmtime(grammar) <= os.path.getmtime(made):
        return "made again", None
    with open(made) as file:
        return "loaded", json.load(file)
