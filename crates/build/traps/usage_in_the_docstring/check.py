# lost by optimising
from pkg import tool

assert tool.options() == {"--speed": "10", "--dry": None}
assert tool.parser().description.startswith("Naval Fate.")
