# lost by optimising
import doctest

from pkg import arithmetic

result = doctest.testmod(arithmetic)
assert result.attempted == 2 and result.failed == 0
