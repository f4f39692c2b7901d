# lost by pruning
import pkg

assert pkg.table() == "1,2,3"
