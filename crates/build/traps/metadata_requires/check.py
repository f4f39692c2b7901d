# lost by pruning
import pkg

assert pkg.extras() == ["fast"]
