# lost by pruning
# the function's own
import app

assert app.handler({"amount": 3}, None) == "small"
