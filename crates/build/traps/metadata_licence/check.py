# lost by pruning
import pkg

assert pkg.licence().startswith("Do what you like")
