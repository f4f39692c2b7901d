# lost by pruning
# the function's own
import app

assert app.handler({}, None) == {"warm": True}
