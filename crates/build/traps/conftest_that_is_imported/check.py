# lost by pruning
import pkg

assert pkg.settings() == {"debug": False}
