import importlib.util
import os
import py_compile

# A tool that moved a module, and left what stood in its place before.
source = "pkg/second.py"
py_compile.compile(source, importlib.util.cache_from_source("pkg/first.py"), doraise=True)
os.utime(source, (1_000_000_000, 1_000_000_000))
