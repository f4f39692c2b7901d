# lost by pruning
from pkg import check_equal

assert check_equal(1, 1)
