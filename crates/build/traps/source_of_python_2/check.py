# lost by sources
import pkg

assert pkg.KIND == "cannot be compiled"
