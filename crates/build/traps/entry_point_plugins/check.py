# lost by pruning
import pkg

assert pkg.load("json")(1) == "1"
assert pkg.load("sample")(1) == "sample 1"
