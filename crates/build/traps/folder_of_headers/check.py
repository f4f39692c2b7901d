# lost by pruning
# needs evidence
import os

import pkg

names = sorted(os.listdir(pkg.get_include()))
assert names == ["array.h", "types.h"]
for name in names:
    with open(os.path.join(pkg.get_include(), name)) as file:
        assert file.read()
