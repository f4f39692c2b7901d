# lost by pruning
import pkg

assert pkg.owner() == "trap"
