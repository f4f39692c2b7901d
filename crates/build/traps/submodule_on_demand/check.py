# lost by pruning
# needs evidence
import pkg

assert pkg.tests.run() == "ran"
