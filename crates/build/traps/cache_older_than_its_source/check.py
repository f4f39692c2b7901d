# lost by dates
import pkg

assert pkg.tables() == ("loaded", [1, 2])
