# lost by dates
import os
import time

import pkg

# An archive knows no year before 1980, and asks for the local time.
for zone in ("UTC", "XXX12", "XXX-14"):
    os.environ["TZ"] = zone
    time.tzset()
    assert pkg.packed() == ["pkg.py"]
