# lost by pruning
import pkg

assert pkg.first().NAME == "helpers" and pkg.second().NAME == "deep"
