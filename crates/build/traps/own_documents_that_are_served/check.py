# lost by pruning
# the function's own
import app

assert app.handler({"path": "openapi.json"}, None) == '{"openapi": "3.1.0"}\n'
assert app.handler({"path": "guide.md"}, None) == "Guide\n"
