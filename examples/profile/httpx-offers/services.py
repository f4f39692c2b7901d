"""Stands in for the three services: `python services.py 8090`.

Each answer takes as long as it does inside one region: some milliseconds of network and database.
"""

import http.server
import json
import sys
import time
import urllib.parse

DELAYS = {"/stock": 0.040, "/prices": 0.025, "/shipping": 0.060}


def answer(path, query):
    if path == "/stock":
        return {
            "sku": query["sku"],
            "warehouses": [{"id": "north", "n": 4}, {"id": "south", "n": 9}],
        }
    if path == "/prices":
        return {"sku": query["sku"], "steps": [{"from": 1, "each": 7.9}, {"from": 10, "each": 7.1}]}
    if path == "/shipping":
        return {"price": 4.9 if query["country"] == "DE" else 9.8, "days": 2}
    return None


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        time.sleep(DELAYS.get(url.path, 0))
        found = answer(url.path, query)
        body = json.dumps(found).encode()
        self.send_response(404 if found is None else 200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *arguments):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
