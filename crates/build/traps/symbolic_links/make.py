import os

os.symlink("v2.dat", "pkg/current.dat")
os.symlink("target.py", "pkg/alias.py")
