# lost by sources
import importlib.util

import pkg
from pkg import part

for module in (pkg, part):
    assert importlib.util.source_from_cache(module.__cached__) == module.__file__
    assert module.__spec__.cached == module.__cached__
