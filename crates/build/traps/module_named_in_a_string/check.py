# lost by pruning
import pkg

assert pkg.backend().NAME == "fake"
assert pkg.other()() == "made"
