# lost by pruning
from pkg import test, docs, test_mode

assert (test.probe(), docs.title(), test_mode.ON) == ("probed", "Title", True)
