# lost by dates
import pkg

assert pkg.VERSION == "new"
