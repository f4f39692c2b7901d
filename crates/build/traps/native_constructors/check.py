# lost by stripping
import pkg

assert pkg.steps() == 123
