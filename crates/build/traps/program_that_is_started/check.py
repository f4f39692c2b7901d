# lost by pruning
import pkg

assert pkg.convert("a") == "converted a\n"
