# lost by pruning
from pkg import words

assert words.words() == ["alpha", "beta"]
