# lost by pruning
import pkg

assert pkg.helpers().NAME == "help"
