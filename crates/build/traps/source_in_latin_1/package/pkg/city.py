# -*- coding: latin-1 -*-
NAME = "Köln"


def name():
    """Says Köln."""
    return NAME
