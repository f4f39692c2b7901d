from importlib.metadata import distribution

OLD = distribution("old")
VERSION = OLD.version
TOP = OLD.read_text("top_level.txt").split()
