# lost by pruning
# the function's own
import app

assert app.handler({}, None) == "3.2.1 / requests"
