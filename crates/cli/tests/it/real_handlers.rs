//! Handlers on real packages, with their natural events.

use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use warmfront_testkit::context::Context;
use warmfront_testkit::python::{self, Packages};

/// Longest that the stand-in for AWS may take to listen.
const PATIENCE: Duration = Duration::from_secs(90);

/// Runs a fixture once cold and once warm, and compares both answers.
fn check(module: &str, event: &Value, variables: &[(&str, &str)], expected: &Value) {
    let Packages {
        interpreter,
        site_packages,
    } = python::packages();
    let context = Context::new(env!("CARGO_BIN_EXE_warmfront"));
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/real");
    let source = fs_err::read(fixtures.join(module).with_extension("py")).unwrap();
    context.file(format!("{module}.py"), source);
    context.file("event.json", event.to_string());
    context.file(
        "warmfront.toml",
        format!("[functions.real]\nhandler = '{module}.handler'\nmemory = 1769\ntimeout = 120\n"),
    );
    let mut variables: Vec<_> = variables
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    variables.push(format!("PYTHONPATH={}", site_packages.display()));
    let program = interpreter.program.display().to_string();
    let mut arguments = vec!["invoke", "--python", &program, "--event", "event.json"];
    arguments.extend([
        "--no-install",
        "--cold",
        "1",
        "--warm",
        "1",
        "--format",
        "json",
    ]);
    arguments.extend(
        variables
            .iter()
            .flat_map(|variable| ["--env", variable.as_str()]),
    );
    let ran = context.warmfront(&arguments);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{ran}"));
    let invocations = document["invocations"]
        .as_array()
        .unwrap_or_else(|| panic!("{ran}"));
    assert_eq!(invocations.len(), 2, "{ran}");
    for invocation in invocations {
        assert_eq!(&invocation["payload"], expected, "{ran}");
    }
}

/// Returns an event of an HTTP API, payload version 2.
fn http(method: &str, path: &str, body: &Value) -> Value {
    json!({
        "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": "",
        "headers": {"content-type": "application/json", "host": "example.org"},
        "requestContext": {
            "accountId": "123456789012", "apiId": "api", "domainName": "example.org", "stage": "$default",
            "requestId": "id", "time": "21/Nov/2026:12:00:00 +0000", "timeEpoch": 1_795_262_400_000_u64,
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "test"}
        },
        "body": body.to_string(), "isBase64Encoded": false
    })
}

#[test]
fn pandas_groups_and_sums() {
    let orders = json!([
        {"country": "DE", "amount": 2.5}, {"country": "FR", "amount": 1.0}, {"country": "DE", "amount": 2.0}
    ]);
    let expected = json!([
        {"country": "DE", "count": 2, "sum": 4.5}, {"country": "FR", "count": 1, "sum": 1.0}
    ]);
    check(
        "pandas_report",
        &json!({ "orders": orders }),
        &[],
        &expected,
    );
}

#[test]
fn scikit_learn_predicts_with_a_model_made_at_init() {
    let event = json!({"points": [[0.1, 0.0], [1.1, 0.9]]});
    check("sklearn_predict", &event, &[], &json!({"classes": [0, 1]}));
}

#[test]
fn fastapi_answers_through_mangum() {
    let event = http(
        "POST",
        "/items/north",
        &json!({"name": "lamp", "price": 10.0}),
    );
    let body = r#"{"shop":"north","name":"lamp","gross":11.9}"#;
    let expected = json!({
        "statusCode": 200, "headers": {"content-length": body.len().to_string(), "content-type": "application/json"},
        "isBase64Encoded": false, "body": body, "cookies": []
    });
    let mut expected = expected;
    // Mangum names cookies only where there are some.
    expected.as_object_mut().unwrap().remove("cookies");
    check("fastapi_app", &event, &[], &expected);
}

#[test]
fn powertools_resolves_logs_and_counts() {
    let event = http("GET", "/hello/ada", &Value::Null);
    let expected = json!({
        "statusCode": 200, "body": r#"{"hello":"ada"}"#, "isBase64Encoded": false,
        "headers": {"Content-Type": "application/json"}, "cookies": []
    });
    check(
        "powertools_api",
        &event,
        &[("POWERTOOLS_TRACE_DISABLED", "true")],
        &expected,
    );
}

#[test]
fn boto3_reads_what_it_wrote_to_a_stand_in_for_aws() {
    let stand_in = StandIn::start();
    let variables = [
        ("AWS_ENDPOINT_URL", stand_in.address.as_str()),
        ("AWS_ACCESS_KEY_ID", "testing"),
        ("AWS_SECRET_ACCESS_KEY", "testing"),
    ];
    check(
        "boto3_items",
        &json!({"n": 7}),
        &variables,
        &json!({"id": {"S": "1"}, "n": {"N": "7"}}),
    );
}

/// moto's server; it ends with the test.
struct StandIn {
    address: String,
    process: Child,
}

impl StandIn {
    fn start() -> Self {
        let Packages {
            interpreter,
            site_packages,
        } = python::packages();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let process = Command::new(&interpreter.program)
            .args([
                "-m",
                "moto.server",
                "-H",
                "127.0.0.1",
                "-p",
                &address.port().to_string(),
            ])
            .env("PYTHONPATH", &site_packages)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let stand_in = Self {
            address: format!("http://{address}"),
            process,
        };
        let begun = Instant::now();
        while TcpStream::connect(address).is_err() {
            assert!(begun.elapsed() < PATIENCE, "moto's server does not listen");
            std::thread::yield_now();
        }
        stand_in
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.process
            .kill()
            .and_then(|()| self.process.wait())
            .expect("moto's server is ours to end");
    }
}
