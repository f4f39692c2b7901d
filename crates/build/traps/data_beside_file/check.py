# lost by pruning
from pkg import schema

assert schema.required() == ["id", "name"]
