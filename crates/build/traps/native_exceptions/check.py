# lost by stripping
import pkg

assert (pkg.parsed(b"12"), pkg.parsed(b"x"), pkg.parsed(b"")) == (12, -1, -2)
