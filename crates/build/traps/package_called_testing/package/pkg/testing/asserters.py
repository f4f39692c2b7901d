def check_equal(a, b):
    return a == b
