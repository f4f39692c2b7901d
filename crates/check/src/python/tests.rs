//! What is known of small repositories.

use super::{Facts, Handler, Sources};
use crate::fix::Span;

/// Reads files `path: text` and says of each call to a library what is called and when.
fn facts(files: &[(&str, &str)]) -> Facts {
    let sources = Sources {
        files: files.iter().map(|(path, _)| (*path).into()).collect(),
        handlers: vec![Handler {
            code: "".into(),
            handler: "app.handler".to_owned(),
        }],
        ..Sources::default()
    };
    let texts = files.iter().map(|(_, text)| (*text).to_owned()).collect();
    Facts::of_texts(&sources, texts)
}

fn said(files: &[(&str, &str)]) -> Vec<String> {
    let facts = facts(files);
    let calls = facts.calls().filter_map(|call| {
        let target = call.target()?;
        let mut words = vec![target.to_owned()];
        let told = [
            ("handler", call.in_handler()),
            ("init", call.at_init()),
            (
                "loop",
                call.repeats().is_some() || call.repeats_through().is_some(),
            ),
            ("constant", call.in_handler() && call.is_constant()),
            ("event", call.depends_on_event()),
        ];
        words.extend(
            told.iter()
                .filter(|(_, holds)| *holds)
                .map(|(word, _)| (*word).to_owned()),
        );
        Some(words.join(" "))
    });
    calls.collect()
}

#[test]
fn a_client_is_known_through_helpers_classes_and_modules() {
    let files = [
        (
            "app.py",
            "\
from stores.orders import Orders
from clients import get
orders = Orders()
def handler(event, context):
    orders.save(event['id'])
    get('sqs').send_message(QueueUrl='q')
",
        ),
        (
            "clients.py",
            "\
import boto3 as aws
def get(service):
    return aws.client(service)
",
        ),
        ("stores/__init__.py", ""),
        (
            "stores/orders.py",
            "\
from clients import get as client_of
class Orders:
    def __init__(self):
        self.client = client_of('dynamodb')
    def save(self, id):
        self.client.put_item(Item={'id': id})
",
        ),
    ];
    assert_eq!(
        said(&files),
        [
            "boto3.client[sqs].send_message handler constant",
            "boto3.client handler init",
            "boto3.client[dynamodb].put_item handler event",
        ]
    );
}

#[test]
fn what_is_kept_is_made_once() {
    let files = [(
        "app.py",
        "\
import functools, boto3
_a = None
CACHE = {}
def a():
    global _a
    if _a is None:
        _a = boto3.client('a')
    return _a
@functools.cache
def b():
    return boto3.client('b')
def c(name):
    if name not in CACHE:
        CACHE[name] = boto3.client('c')
    return CACHE[name]
class D:
    _client = None
    @property
    def client(self):
        if not self._client:
            self._client = boto3.client('d')
        return self._client
def e():
    return boto3.client('e')
def handler(event, context):
    a(), b(), c('x'), D().client, e()
",
    )];
    let facts = facts(&files);
    let made = facts
        .calls_to(&["boto3.client"])
        .filter(|call| call.in_handler());
    let services: Vec<_> = made
        .filter_map(|call| call.argument("service_name", Some(0))?.text())
        .collect();
    assert_eq!(services, ["e"]);
}

#[test]
fn callbacks_decorators_and_tables_of_functions_are_followed() {
    let files = [(
        "app.py",
        "\
from concurrent.futures import ThreadPoolExecutor
import time, os, json, re
pool = ThreadPoolExecutor()
def work(item):
    time.sleep(1)
def traced(function):
    def wrapper(*args):
        os.getpid()
        return function(*args)
    return wrapper
def route(event):
    json.dumps(event)
ROUTES = {'a': route}
@traced
def handler(event, context):
    list(pool.map(work, event['items']))
    ROUTES[event['a']](event)
    [re.compile(x) for x in event]
",
    )];
    assert_eq!(
        said(&files),
        [
            "concurrent.futures.ThreadPoolExecutor init",
            "time.sleep handler constant",
            "os.getpid handler constant",
            "json.dumps handler event",
            "list handler event",
            "concurrent.futures.ThreadPoolExecutor.map handler event",
            "re.compile handler loop event",
        ]
    );
}

#[test]
fn loops_are_seen_through_calls() {
    let files = [(
        "app.py",
        "\
import boto3
table = boto3.resource('dynamodb').Table('t')
def one(key, table):
    return table.get_item(Key=key)
def handler(event, context):
    for key in event['keys']:
        one(key, table)
",
    )];
    let facts = facts(&files);
    let (call, operation) = facts
        .operations()
        .find(|(_, operation)| operation.method == "get_item")
        .unwrap();
    assert_eq!(operation.service, "dynamodb");
    assert!(call.repeats().is_none());
    let through = call.repeats_through().unwrap();
    assert_eq!(through.place().range.unwrap().start.line, 7);
}

#[test]
fn routes_of_frameworks_are_handlers() {
    let routes = |library: &str, app: &str, route: &str, adapter: &str| {
        let text = format!("{library}\n{adapter}\napp = {app}\n@app.{route}\ndef work(): ...\n");
        facts(&[("app.py", &text)]).handlers().count()
    };
    let powertools = "from aws_lambda_powertools.event_handler import APIGatewayRestResolver as R";
    assert_eq!(routes(powertools, "R()", "get('/')", ""), 1);
    assert_eq!(
        routes(
            "import chalice",
            "chalice.Chalice('a')",
            "on_sqs_message('q')",
            ""
        ),
        1
    );
    assert_eq!(
        routes("import fastapi", "fastapi.FastAPI()", "get('/')", ""),
        0
    );
    assert_eq!(
        routes(
            "import fastapi",
            "fastapi.FastAPI()",
            "get('/')",
            "import mangum"
        ),
        1
    );
}

#[test]
fn imports_mean_what_python_makes_of_them() {
    let facts = facts(&[
        (
            "src/app.py",
            "import shared.db\nfrom . import near\nimport json\n",
        ),
        ("src/near.py", ""),
        ("src/json.py", ""),
        ("src/shared/db.py", ""),
    ]);
    let outside: Vec<_> = facts.imports().map(super::Import::library).collect();
    // A module beside hides the one of the standard library, as when Python runs the folder.
    assert_eq!(outside, [None, None, None]);
}

#[test]
fn modules_that_import_each_other_are_read() {
    let files = [
        (
            "app.py",
            "from b import *\nfrom b import f\ndef handler(event, context): return f()\n",
        ),
        (
            "b.py",
            "from app import *\nfrom c import *\nx = x\ndef f(): return g()\ndef g(): return f()\n",
        ),
        (
            "c.py",
            "from b import *\nclass A(A): pass\nclass B(C): pass\nclass C(B): pass\nC().x()\n",
        ),
    ];
    assert_eq!(said(&files), Vec::<String>::new());
}

#[test]
fn names_that_are_bound_again_are_not_what_they_were() {
    let files = [(
        "app.py",
        "\
import json, requests
def handler(event, context, boto3=None):
    boto3.client('s3')
    requests = event
    requests.get('x')
    json.loads('1')
",
    )];
    assert_eq!(said(&files), ["json.loads handler constant"]);
}

#[test]
fn what_cannot_be_read_leaves_the_rest() {
    let deep = "(".repeat(200_000);
    let facts = facts(&[
        (
            "app.py",
            "import os\ndef handler(event, context): os.getpid()\n",
        ),
        ("a.py", "def (:\n"),
        ("b.py", &deep),
        ("c.py", &format!("x = [{}]", "1,".repeat(3 << 20))),
    ]);
    let unreadable: Vec<_> = facts
        .unreadable()
        .iter()
        .map(|(file, _)| file.to_str().unwrap())
        .collect();
    assert_eq!(unreadable, ["a.py", "b.py", "c.py"]);
    assert_eq!(facts.handlers().count(), 1);
}

#[test]
fn files_of_any_kind_are_survived() {
    let folder = tempfile::tempdir().unwrap();
    fs_err::write(folder.path().join("latin.py"), b"# \xe9\n").unwrap();
    fs_err::write(
        folder.path().join("marked.py"),
        b"\xef\xbb\xbfimport os\nos.getpid()\n",
    )
    .unwrap();
    fs_err::create_dir(folder.path().join("folder.py")).unwrap();
    std::os::unix::fs::symlink("loop.py", folder.path().join("loop.py")).unwrap();
    let names = ["latin.py", "marked.py", "folder.py", "loop.py", "absent.py"];
    let sources = Sources {
        root: folder.path().to_owned(),
        files: names.iter().map(Into::into).collect(),
        ..Sources::default()
    };
    let facts = Facts::read(&sources);
    assert_eq!(facts.unreadable().len(), 4);
    let call = facts.calls().next().unwrap();
    assert_eq!(call.target(), Some("os.getpid"));
    assert_eq!(call.span(), Span { start: 13, end: 24 });
}
