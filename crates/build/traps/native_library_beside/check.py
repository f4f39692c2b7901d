# lost by stripping
import pkg

assert pkg.answer(6) == 42
