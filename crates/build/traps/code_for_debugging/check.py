# lost by optimising
from pkg import audit

assert audit.record("x") == ["x"]
