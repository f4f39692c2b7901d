# lost by pruning
import warnings

warnings.simplefilter("ignore")

from pkg import reader

assert reader.listed() == "one"
