# lost by pruning
import pkg

assert (
    pkg.page("start") == "Start" and pkg.old("start") == "Start" and pkg.older("start") == "Start"
)
