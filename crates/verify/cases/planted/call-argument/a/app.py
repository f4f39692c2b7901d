"""Stores an item with a limit."""

import http.client
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer


class Answers(BaseHTTPRequestHandler):
    """Answers whatever is asked."""

    failures = 0

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = 503 if b"flaky" in body and Answers.failures % 2 == 0 else 200
        Answers.failures += b"flaky" in body
        answer = json.dumps({"path": self.path, "size": len(body)}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args):
        pass


server = HTTPServer(("127.0.0.1", 0), Answers)
threading.Thread(target=server.serve_forever, daemon=True).start()


def post(path, value, headers=None):
    client = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    try:
        client.request("POST", path, json.dumps(value), headers or {})
        response = client.getresponse()
        return response.status, json.loads(response.read())
    finally:
        client.close()


def handler(event, context):
    status, answer = post("/items", {"id": event["id"], "ttl": 3600})
    return status
