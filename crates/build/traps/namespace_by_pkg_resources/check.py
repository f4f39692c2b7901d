# lost by pruning
from space import first, examples

assert (first.WHERE, examples.WHERE) == ("here", "example")
