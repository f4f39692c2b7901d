# lost by pruning
# needs evidence
import pkg

assert pkg.load().x == 3
