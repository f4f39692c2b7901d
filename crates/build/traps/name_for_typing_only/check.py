# lost by pruning
import typing

import pkg

assert typing.get_type_hints(pkg.handle)["case"].__name__ == "Case"
