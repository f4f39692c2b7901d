# lost by pruning
import pkg

assert pkg.coffee() == "espresso" and pkg.données() == "1;2"
