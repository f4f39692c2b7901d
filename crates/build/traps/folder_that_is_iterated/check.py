# lost by pruning
import pkg

assert pkg.names() == ["a.json", "b.json"] and pkg.deep() == ["a.json", "b.json"]
