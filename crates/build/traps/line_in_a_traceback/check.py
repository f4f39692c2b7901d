# lost by sources
import linecache
import traceback

from pkg import parts

try:
    parts.outer(0)
except ZeroDivisionError:
    text = traceback.format_exc()
assert "    return 1 / x  # here" in text, text
assert 'parts.py", line 6, in inner' in text, text
assert linecache.getline(parts.__file__, 1) == "def outer(x):\n"
