# lost by pruning
import pkg

assert pkg.both() == ("here", "there")
