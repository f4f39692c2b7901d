# lost by dates
import pkg

assert (pkg.first.NAME, pkg.second.NAME) == ("first", "second")
