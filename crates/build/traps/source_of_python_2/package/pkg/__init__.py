try:
    from pkg import _old
except SyntaxError as error:
    KIND = "cannot be compiled"
    assert error.lineno == 2
except ImportError:
    KIND = "is not there"
