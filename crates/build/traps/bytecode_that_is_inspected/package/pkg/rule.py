import dis


def checks(value, limit=1):
    "Checks."
    assert value < limit
    return value


def lines():
    return {line for _, line in dis.findlinestarts(checks.__code__)}


def text():
    return checks.__doc__
