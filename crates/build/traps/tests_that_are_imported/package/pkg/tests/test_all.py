raise RuntimeError("only for tests")
