# lost by stripping
import pkg

assert pkg.chosen() == 5
