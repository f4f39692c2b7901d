# lost by sources
import pkg

assert pkg.verify() == ["pkg/__init__.py", "pkg/part.py"]
