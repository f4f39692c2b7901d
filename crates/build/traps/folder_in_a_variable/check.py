# lost by pruning
# needs evidence
import pkg

assert pkg.page("start") == "Start"
