# lost by pruning
import pkg

assert pkg.VERSION == "2.0" and pkg.TOP == ["pkg"]
