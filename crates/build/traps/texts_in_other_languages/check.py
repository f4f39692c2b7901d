# lost by pruning
import pkg

assert pkg.translate("yes") == "ja"
