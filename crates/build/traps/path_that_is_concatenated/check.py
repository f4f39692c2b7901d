# lost by pruning
import pkg

assert pkg.page("start") == "Start"
