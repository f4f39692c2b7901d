import os
import site


def hidden():
    site.addsitedir(os.path.dirname(__file__))
    import hidden

    return hidden.NAME
