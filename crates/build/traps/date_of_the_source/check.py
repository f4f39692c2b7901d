# lost by sources
import pkg

assert pkg.key() == pkg.key() and pkg.key()[0] == "__init__.py"
