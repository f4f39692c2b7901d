SOURCE = __loader__.get_source(__name__)


def square(x):
    return x * x


def generated():
    names = {}
    body = SOURCE.split("def square", 1)[1].split("\n\n", 1)[0]
    exec("def square" + body, names)
    return names["square"]


def code():
    return __loader__.get_code(__name__)
