# lost by pruning
import pkg

assert pkg.io.load() == "loaded" and dir(pkg) == ["io"]
