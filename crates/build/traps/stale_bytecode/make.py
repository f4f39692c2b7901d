import os
import py_compile

# Bytecode of what the module was before it was edited.
with open("pkg/__init__.py") as file:
    source = file.read()
with open("old.py", "w") as file:
    file.write(source.replace("new", "old"))
os.utime("old.py", (1_000_000_000, 1_000_000_000))
cached = __import__("importlib.util").util.cache_from_source("pkg/__init__.py")
py_compile.compile("old.py", cached, dfile="pkg/__init__.py", doraise=True)
os.remove("old.py")
