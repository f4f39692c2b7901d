# lost by optimising
from pkg import plots

assert plots.line.__doc__.split() == ["Draws", "a", "line.", "colour:", "of", "the", "line"]
assert plots.Grammar.p_sum.__doc__ == "sum : sum PLUS term"
