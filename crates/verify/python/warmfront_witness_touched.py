"""Files of the package that are read."""


def install(recorder, load, phases, audit, options):
    """Begins to record."""
