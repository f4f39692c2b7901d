# lost by pruning
import pkg

assert pkg.notice() == b"Made by hand.\n"
