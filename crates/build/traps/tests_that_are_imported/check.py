# lost by pruning
import pkg

assert pkg.fixture() == {"id": 1}
