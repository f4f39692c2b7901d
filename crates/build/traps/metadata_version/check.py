# lost by pruning
import pkg

assert pkg.__version__ == "1.0"
