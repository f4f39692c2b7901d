CALLS = []

assert CALLS.append("opened") is None


def checked(value):
    try:
        assert value > 0
    except AssertionError:
        return "refused"
    return "accepted"
