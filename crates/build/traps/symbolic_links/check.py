# lost by pruning
import pkg
from pkg import alias

assert pkg.data() == "two" and alias.NAME == "target"
assert alias.__name__ == "pkg.alias"
