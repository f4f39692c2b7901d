# lost by optimising
from pkg import state

assert state.CALLS == ["opened"]
assert state.checked(-1) == "refused"
