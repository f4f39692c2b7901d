# lost by pruning
import pkg

assert pkg.answer() == 42
assert pkg.packed.__file__.endswith("packed.pyc")
