# lost by pruning
import pkg

pkg.load()
assert sorted(pkg.REGISTRY) == ["examples", "render"]
