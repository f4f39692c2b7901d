#!/usr/bin/env python3
"""Stands in for AWS on this machine, so that the shop runs without an account.

    python3 aws.py warmfront invoke      runs a command that finds AWS here
    python3 aws.py                       serves until it is interrupted

It knows what the shop calls: a few operations of DynamoDB, GetObject of S3 and SendEmail of SES, on
data that it makes up. It takes 5 ms for each answer, about as long as DynamoDB does in the same
region, so that what waits for calls here is what would wait there. It only needs Python.
"""

import argparse
import csv
import io
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEYS = {"articles": "sku", "baskets": "number", "orders": "number"}
N_ARTICLES = 40
N_SALES = 1500


def articles():
    """Makes articles, each with a text as long as a shop's are."""
    text = "What the page of the article says about it. " * 20
    for n in range(N_ARTICLES):
        price = {"N": f"{n + 1}.90"}
        yield {
            "sku": {"S": f"A{n:03}"},
            "name": {"S": f"Article {n}"},
            "price": price,
            "text": {"S": text},
        }


def lines(start, count):
    """Makes the lines of a basket or an order."""
    numbers = [(start * 7 + 3 * n) % N_ARTICLES for n in range(count)]
    return {
        "L": [{"M": {"sku": {"S": f"A{n:03}"}, "quantity": {"N": str(1 + n % 3)}}} for n in numbers]
    }


def baskets():
    """Makes baskets with ten lines each."""
    for n in range(20):
        yield {"number": {"S": f"b-{n}"}, "lines": lines(n, 10)}


def orders():
    """Makes orders of five customers."""
    for n in range(30):
        yield {
            "number": {"S": f"o-{n}"},
            "customer": {"S": f"c-{n % 5}"},
            "placed_at": {"S": f"2026-10-{n + 1:02}T10:00:00+00:00"},
            "total": {"N": f"{20 + n}.70"},
            "coupon": {"NULL": True},
            "lines": lines(n, 3),
        }


def sales():
    """Makes the export of a year."""
    chance = random.Random(7)
    file = io.StringIO()
    table = csv.writer(file, lineterminator="\n")
    table.writerow(
        ["order", "ordered_at", "country", "sku", "quantity", "price", "discount", "returned"]
    )
    for n in range(N_SALES):
        day = 1 + n * 360 // N_SALES
        when = f"2026-{1 + day // 31:02}-{1 + day % 28:02}T{n % 24:02}:15:00"
        article = chance.randrange(N_ARTICLES)
        discount = chance.choice([0, 0, 0, 0.1, 0.25])
        returned = chance.random() < 0.08
        row = [n // 2, when, chance.choice(["AT", "CH", "DE"]), f"A{article:03}"]
        table.writerow([*row, chance.randint(1, 3), f"{article + 1}.90", discount, returned])
    return file.getvalue().encode()


TABLES = {
    name: {item[KEYS[name]]["S"]: item for item in made()}
    for name, made in (("articles", articles), ("baskets", baskets), ("orders", orders))
}
OBJECTS = {"/shop-exports/sales/2026.csv": sales()}


def get_item(asked):
    """Returns an item, if it is there."""
    table = TABLES[asked["TableName"]]
    item = table.get(asked["Key"][KEYS[asked["TableName"]]]["S"])
    return {} if item is None else {"Item": item}


def batch_get_item(asked):
    """Returns the items that are there."""
    found = {}
    for name, wanted in asked["RequestItems"].items():
        keys = [key[KEYS[name]]["S"] for key in wanted["Keys"]]
        found[name] = [TABLES[name][key] for key in keys if key in TABLES[name]]
    return {"Responses": found, "UnprocessedKeys": {}}


def put_item(asked):
    """Keeps an item."""
    item = asked["Item"]
    TABLES[asked["TableName"]][item[KEYS[asked["TableName"]]]["S"]] = item
    return {}


def query(asked):
    """Returns the items of one customer."""
    (wanted,) = asked["ExpressionAttributeValues"].values()
    (column,) = asked["ExpressionAttributeNames"].values()
    found = [item for item in TABLES[asked["TableName"]].values() if item[column] == wanted]
    return {"Items": found, "Count": len(found), "ScannedCount": len(found)}


OPERATIONS = {
    "GetItem": get_item,
    "BatchGetItem": batch_get_item,
    "PutItem": put_item,
    "Query": query,
}


class Handler(BaseHTTPRequestHandler):
    """Answers requests of all services, told apart by how they are made."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    # Header and body go out in one piece.
    wbufsize = -1
    latency = 0.005

    def do_GET(self):
        """Answers S3's GetObject."""
        found = OBJECTS.get(self.path.partition("?")[0])
        if found is None:
            self.answer(404, "application/xml", b"<Error><Code>NoSuchKey</Code></Error>")
        else:
            self.answer(200, "text/csv", found)

    def do_POST(self):
        """Answers DynamoDB's operations, and SES's SendEmail."""
        asked = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        operation = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
        if self.path == "/v2/email/outbound-emails":
            self.answer_json(200, {"MessageId": "0100018f-standin"})
        elif operation in OPERATIONS:
            self.answer_json(200, OPERATIONS[operation](asked))
        else:
            self.answer_json(400, {"__type": "UnknownOperationException", "message": operation})

    def answer_json(self, status, body):
        """Answers with JSON."""
        self.answer(status, "application/x-amz-json-1.0", json.dumps(body).encode())

    def answer(self, status, kind, body):
        """Answers, after as long as AWS would take."""
        time.sleep(self.latency)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, *_):
        """Says nothing: the command's own output is what matters."""


class Ended(Exception):
    """The command is over."""


class Server(ThreadingHTTPServer):
    """Serves until its command ends, or for good."""

    daemon_threads = True
    request_queue_size = 128
    command = None

    def service_actions(self):
        """Looks at the command, between requests."""
        if self.command and self.command.poll() is not None:
            raise Ended

    def handle_error(self, request, client_address):
        """Passes over clients that were ended in the middle of a request."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, socket.timeout)):
            super().handle_error(request, client_address)


def arguments():
    """Returns what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--port", type=int, default=4566)
    parser.add_argument("--latency", type=float, default=5, metavar="MS", help="of each answer")
    parser.add_argument("command", nargs=argparse.REMAINDER, help="runs while AWS is stood in for")
    return parser.parse_args()


def main():
    """Serves, while a command runs if there is one."""
    given = arguments()
    Handler.latency = given.latency / 1000
    try:
        server = Server(("127.0.0.1", given.port), Handler)
    except OSError as error:
        return f"error: cannot serve at port {given.port}: {error.strerror}; --port takes another"
    variables = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{given.port}",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    try:
        if given.command:
            # Whoever ends this process means the command.
            signal.signal(signal.SIGTERM, lambda *_: server.command.terminate())
            server.command = subprocess.Popen(given.command, env={**os.environ, **variables})
        else:
            print(
                "\n".join(f"export {name}={value}" for name, value in variables.items()), flush=True
            )
        server.serve_forever(poll_interval=0.1)
    except FileNotFoundError:
        return f"error: there is no command {given.command[0]}"
    except KeyboardInterrupt:
        # The terminal interrupts the command too, which ends as it sees fit.
        return server.command.wait() if server.command else 130
    except Ended:
        status = server.command.returncode
        return status if status >= 0 else 128 - status
    return 0


if __name__ == "__main__":
    sys.exit(main())
