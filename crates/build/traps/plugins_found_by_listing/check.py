# lost by pruning
import pkg

assert pkg.names() == ["docs", "json", "test"]
