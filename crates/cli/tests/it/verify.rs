//! `warmfront verify`: two packages of a function.

use std::io::{self, Read, Write};
use std::net::TcpListener;

use warmfront_testkit::context::Context;

use crate::project::told;

const HANDLER: &str = "\
import time
import uuid

def handler(event, context):
    total = sum(event['items'])
    print('total', total, 'at', time.time())
    return {'id': str(uuid.uuid4()), 'total': total}
";

fn project(candidate: &str) -> Context {
    let context = Context::new(env!("CARGO_BIN_EXE_warmfront"));
    context.file("a/app.py", HANDLER);
    context.file("b/app.py", candidate);
    context.file("events/few.json", r#"{"items": [1, 2]}"#);
    context.file("events/many.json", r#"{"items": [3, 4, 5]}"#);
    context
}

fn verify(context: &Context, arguments: &[&str]) -> String {
    let given = ["verify", "a", "b", "--events", "events"];
    told(&context.warmfront(given.iter().chain(arguments)))
}

#[test]
fn what_varies_is_masked_and_the_rest_is_the_same() {
    let told = verify(&project(HANDLER), &["--generate", "2"]);
    assert!(told.starts_with("status: 0"), "{told}");
    assert!(told.contains("✓ same: B behaves as A"), "{told}");
    assert!(told.contains("outcome $.payload.id: a UUID"), "{told}");
}

#[test]
fn a_wrong_figure_beside_what_varies_is_found() {
    let wrong = HANDLER.replace("sum(event['items'])", "sum(event['items'][:2])");
    let context = project(&wrong);
    let arguments = ["verify", "a", "b", "--events", "events", "--generate", "0"];
    let ran = context.warmfront(arguments.iter().chain(&["--format", "json"]));
    assert_eq!(ran.status, Some(1));
    let told = &ran.stdout;
    let verdict: serde_json::Value = serde_json::from_str(told).unwrap();
    assert_eq!(verdict["schema"], "warmfront.verify/1");
    assert_eq!(verdict["conclusion"], "different");
    let differences = verdict["differences"].as_array().unwrap();
    let paths: Vec<_> = differences.iter().map(|each| &each["path"]).collect();
    assert!(
        paths.iter().any(|path| *path == "$.payload.total"),
        "{told}"
    );
    let only_many = |each: &serde_json::Value| {
        let events = each["events"].as_array().unwrap();
        events.last().unwrap().as_str().unwrap().contains("many")
    };
    assert!(differences.iter().all(only_many), "{told}");
}

#[test]
fn calls_that_were_kept_answer_when_nobody_does() {
    let calls = "\
import urllib.request

def handler(event, context):
    with urllib.request.urlopen(event['url']) as answer:
        return answer.read().decode()
";
    let context = Context::new(env!("CARGO_BIN_EXE_warmfront"));
    context.file("a/app.py", calls);
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/greeting", server.local_addr().unwrap());
    context.file("events/one.json", format!(r#"{{"url": "{url}"}}"#));
    // The event alone, and twice in a row.
    let answering = std::thread::spawn(move || (0..3).try_for_each(|_| answer(&server)));
    let verify = |how: &str| {
        let arguments = ["verify", "a", "a", "--events", "events", "--generate", "0"];
        told(&context.warmfront(arguments.iter().chain(&[how, "calls"])))
    };
    let recorded = verify("--record");
    assert!(recorded.starts_with("status: 0"), "{recorded}");
    // The service is gone.
    answering.join().unwrap().unwrap();
    let replayed = verify("--replay");
    assert!(replayed.starts_with("status: 0"), "{replayed}");
    let other = calls.replace("answer.read()", "answer.read()[1:]");
    context.file("b/app.py", &other);
    let arguments = ["verify", "a", "b", "--events", "events", "--generate", "0"];
    let different = told(&context.warmfront(arguments.iter().chain(&["--replay", "calls"])));
    assert!(different.contains("\"hello\""), "{different}");
    assert!(different.contains("\"ello\""), "{different}");
}

/// Answers one request.
fn answer(server: &TcpListener) -> io::Result<()> {
    let (mut stream, _) = server.accept()?;
    let _ = stream.read(&mut [0; 4096])?;
    let response = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello";
    stream.write_all(response.as_bytes())
}

#[test]
fn an_event_of_standard_input_is_for_both_packages() {
    let context = project(HANDLER);
    let arguments = ["verify", "a", "b", "--event", "-", "--generate", "0"];
    let ran = context.warmfront_with_stdin(arguments, br#"{"items": [6]}"#);
    assert_eq!(ran.status, Some(0), "{ran}");
}

#[test]
fn a_package_that_is_not_there_is_named() {
    let context = project(HANDLER);
    insta::assert_snapshot!(told(&context.warmfront(["verify", "a", "c"])), @"
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: package `c` does not exist
    ");
    insta::assert_snapshot!(told(&context.warmfront(["verify", "a", "events/few.json"])), @"
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: `events/few.json` is neither a folder nor a zip archive: `events/few.json` is not a readable zip archive: invalid Zip archive: Could not find EOCD
    ");
    insta::assert_snapshot!(told(&context.warmfront(["verify", "events", "b"])), @"
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: 2 functions found: a, b
    NAME  HANDLER      RUNTIME  MEMORY  DECLARED IN
    a     app.handler  -        128 MB  a/app.py
    b     app.handler  -        128 MB  b/app.py
    hint: name one of them, such as `a`
    ");
    insta::assert_snapshot!(
        told(&context.warmfront(["verify", "a", "b", "--replay", "events"])),
        @"
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: folder `events` has no recorded calls
    hint: `warmfront verify … --record DIR` makes it
    "
    );
}
