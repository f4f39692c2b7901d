# lost by pruning
from pkg.core import engine

assert engine.NAME == "memory"
