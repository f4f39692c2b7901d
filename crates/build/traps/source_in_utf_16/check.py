# lost by sources
import pkg

assert pkg.words() == ["eins", "zwei"]
