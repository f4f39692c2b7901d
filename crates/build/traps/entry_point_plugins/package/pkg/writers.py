import json

write = json.dumps
