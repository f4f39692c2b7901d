# lost by optimising
from pkg import rule

assert {6, 7} <= rule.lines() and rule.text() == "Checks."
