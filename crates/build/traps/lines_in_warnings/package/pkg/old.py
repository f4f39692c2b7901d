import warnings


def deprecated():
    warnings.warn("use new", stacklevel=2)


def call():
    deprecated()  # to be replaced


def other():
    deprecated()
