# lost by sources
import warnings

from pkg import old

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("ignore")
    warnings.filterwarnings("always", module=r"pkg\.old", lineno=9)
    old.call()
    old.other()
assert [(each.filename, each.lineno) for each in caught] == [(old.__file__, 9)]
text = warnings.formatwarning(caught[0].message, UserWarning, caught[0].filename, 9)
assert text.endswith("\n  deprecated()  # to be replaced\n"), text
