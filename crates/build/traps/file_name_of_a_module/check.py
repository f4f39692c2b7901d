# lost by sources
import pkg

assert pkg.DIGEST == pkg.digest() and pkg.__file__.endswith("__init__.py")
assert pkg.digest.__code__.co_filename == pkg.__file__
