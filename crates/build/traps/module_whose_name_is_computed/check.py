# lost by pruning
# needs evidence
import pkg

assert pkg.load("test", "s").NAME == "fake"
