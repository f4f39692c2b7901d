# lost by stripping
import pkg

assert pkg.counted() == [11, 12, 11]
