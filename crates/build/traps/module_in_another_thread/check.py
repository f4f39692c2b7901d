# lost by pruning
import pkg

assert pkg.run() == ["worker"]
