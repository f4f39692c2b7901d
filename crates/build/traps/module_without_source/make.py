import os
import py_compile

py_compile.compile("pkg/packed.py", "pkg/packed.pyc", dfile="packed.py", doraise=True)
os.remove("pkg/packed.py")
