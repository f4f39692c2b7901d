# lost by pruning
import warnings

warnings.simplefilter("ignore")

from pkg import certificates

assert certificates.certificate().startswith("-----BEGIN")
