# lost by pruning
from pkg import corpus

assert corpus.first_word() == "lorem"
