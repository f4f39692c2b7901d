# lost by pruning
from pkg import samples

assert samples.names() == ["one", "two"]
