"""Calls to other services."""


def install(recorder, load, phases, audit, when_imported, options):
    """Begins to record."""
