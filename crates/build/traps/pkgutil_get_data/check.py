# lost by pruning
import pkg

assert pkg.usage() == "usage: pkg"
