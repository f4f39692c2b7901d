# lost by pruning
import pkg

assert pkg.about() == "Readme / Licence"
