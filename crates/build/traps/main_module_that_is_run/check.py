# lost by sources
import os
import runpy

import pkg

assert runpy.run_module("pkg", run_name="__main__")["RESULT"] == "main of pkg"
script = os.path.join(os.path.dirname(pkg.__file__), "jobs", "job.py")
assert runpy.run_path(script)["RESULT"] == "job"
