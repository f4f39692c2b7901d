# lost by pruning
import pkg

assert pkg.NUMBER == 7
