//! Functions that make one call many times, and time it.

/// A library, and how it is called.
pub(super) struct Source {
    pub(super) name: &'static str,
    /// Kind of the server that it calls; absent where nothing leaves the process.
    pub(super) calls: Option<&'static str>,
    set_up: &'static str,
    call: &'static str,
}

impl Source {
    /// Returns the function.
    pub(super) fn text(&self) -> String {
        let Self { set_up, call, .. } = self;
        format!("import os\nimport time\n\n{set_up}\n\ndef call():\n    {call}\n\n\n{HANDLER}")
    }
}

const HANDLER: &str = "\
def handler(event, context):
    n = event['n']
    cpu, wall = time.thread_time_ns(), time.perf_counter_ns()
    for _ in range(n):
        call()
    cpu, wall = time.thread_time_ns() - cpu, time.perf_counter_ns() - wall
    return {'cpu': cpu / n / 1000, 'wall': wall / n / 1000}
";

pub(super) const ALL: &[Source] = &[
    Source {
        name: "boto3, no transport",
        calls: None,
        set_up: "\
import boto3
from botocore.awsrequest import AWSResponse, HeadersDict

client = boto3.client(
    'dynamodb', region_name='us-east-1', aws_access_key_id='x', aws_secret_access_key='x'
)
BODY = b'{\"Item\": {\"id\": {\"S\": \"1\"}, \"name\": {\"S\": \"a lamp\"}, \"n\": {\"N\": \"7\"}}}'


class Raw:
    def stream(self, **kwargs):
        yield BODY


def answer(request, **kwargs):
    headers = HeadersDict({'content-type': 'application/x-amz-json-1.0'})
    return AWSResponse(request.url, 200, headers, Raw())


client.meta.events.register('before-send.dynamodb', answer)
",
        call: "client.get_item(TableName='items', Key={'id': {'S': '1'}})",
    },
    Source {
        name: "requests",
        calls: Some("http"),
        set_up: "\
import requests

session = requests.Session()
URL = 'http://' + os.environ['ADDRESS'] + '/items/1'
",
        call: "session.get(URL, timeout=5).json()",
    },
    Source {
        name: "httpx",
        calls: Some("http"),
        set_up: "\
import httpx

client = httpx.Client()
URL = 'http://' + os.environ['ADDRESS'] + '/items/1'
",
        call: "client.get(URL).json()",
    },
    Source {
        name: "sqlite3",
        calls: None,
        set_up: "\
import sqlite3

connection = sqlite3.connect(':memory:')
connection.execute('CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT)')
connection.executemany('INSERT INTO items (name) VALUES (?)', [('a',)] * 100)
",
        call: "connection.execute('SELECT name FROM items WHERE id = ?', (7,)).fetchone()",
    },
    Source {
        name: "psycopg",
        calls: Some("postgres"),
        set_up: "\
import psycopg

host, port = os.environ['ADDRESS'].split(':')
connection = psycopg.connect(
    host=host, port=port, user='postgres', dbname='postgres', autocommit=True
)
",
        call: "connection.execute('SELECT %s::int', (7,)).fetchone()",
    },
    Source {
        name: "redis",
        calls: Some("redis"),
        set_up: "\
import redis

host, port = os.environ['ADDRESS'].split(':')
client = redis.Redis(host=host, port=int(port))
",
        call: "client.get('item:1')",
    },
];

/// A server that answers every request with the same small document; its port is the argument.
pub(super) const SERVER: &str = "\
import http.server
import sys


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self):
        body = b'{\"id\": 1, \"name\": \"a lamp\"}'
        self.send_response(200)
        self.send_header('content-type', 'application/json')
        self.send_header('content-length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


http.server.ThreadingHTTPServer(('127.0.0.1', int(sys.argv[1])), Handler).serve_forever()
";
