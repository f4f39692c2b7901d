import os

os.chmod("bin/convert", 0o755)
