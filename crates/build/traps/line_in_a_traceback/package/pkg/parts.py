def outer(x):
    return inner(x)


def inner(x):
    return 1 / x  # here
