# lost by stripping
import pkg

assert pkg.total() == 15
