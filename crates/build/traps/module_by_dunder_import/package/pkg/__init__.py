def helpers():
    return __import__("pkg.tests.helpers", fromlist=["NAME"])
