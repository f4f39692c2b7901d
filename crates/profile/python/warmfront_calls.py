"""Records calls to other services."""


def install(recorder, when_imported, load, options):
    """Patches each library as soon as the function has imported it."""
