# lost by pruning
import app

assert app.handler({}, None) == "shared"
