# lost by pruning
import pkg

assert pkg.packed() == ("packed", "data of packed")
