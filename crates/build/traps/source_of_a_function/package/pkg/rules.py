# Doubles.
def double(x):
    return x * 2  # twice
