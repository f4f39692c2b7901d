# lost by stripping
import pkg

assert pkg.versions() == (1, 2, 2)
