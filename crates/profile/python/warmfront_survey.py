"""Looks closely at what is needed, by whom, with which values; its times are not used."""


def install(recorder, when_imported, load, options, bootstrap):
    """Begins to look."""
