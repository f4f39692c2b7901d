# lost by pruning
import pkg

assert pkg.is_typed()
