# lost by sources
from pkg import kernel

assert kernel.generated()(3) == 9
assert kernel.code().co_filename == kernel.__file__
