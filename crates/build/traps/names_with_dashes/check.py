# lost by pruning
import pkg

assert pkg.handler() == "handled"
