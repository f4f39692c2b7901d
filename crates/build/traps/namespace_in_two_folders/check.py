# lost by packages
import pkg

assert pkg.both() == ("here", "there")
