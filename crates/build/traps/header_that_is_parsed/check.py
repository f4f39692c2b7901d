# lost by pruning
import pkg

assert pkg.functions() == ["add", "negate"]
