# lost by pruning
import pkg

assert pkg.hidden() == "hidden"
