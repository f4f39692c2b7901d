use std::convert::Infallible;

use proptest::prelude::*;
use serde_json::json;
use warmfront_model::function::Function;

use super::*;

fn found(folder: &std::path::Path) -> Found {
    Found {
        function: Function::new("api", "app.handler", folder),
        declared_as: "api".to_owned(),
        file: folder.join("template.yaml"),
        mark: None,
        base: folder.to_owned(),
        events: None,
        python: None,
        requirements: None,
        notes: Vec::new(),
    }
}

/// Returns all events that are tried for a handler, each of which ends well on a path of its own.
fn tried(source: &str, triggers: &[Trigger]) -> Vec<Candidate> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("app.py"), source).unwrap();
    let mut tried = Vec::new();
    let made = make::<Infallible>(&found(folder.path()), triggers, &mut |candidate| {
        tried.push(candidate.clone());
        Ok(Some(Ran {
            ending: Ending::Good,
            path: tried.len().to_string(),
            told: "ok".to_owned(),
        }))
    });
    assert!(made.unwrap().len() <= MOST_KEPT);
    tried
}

/// Shows the events of a handler of the code's own, one to a line.
fn check(source: &str) -> String {
    let tried = tried(source, &[]);
    let lines = tried
        .iter()
        .map(|each| format!("{}: {}\n", each.name, each.event));
    lines.collect()
}

#[test]
fn keys_are_read_as_the_code_reads_them() {
    insta::assert_snapshot!(check(
        "
def handler(event, context):
    total = sum(int(line['quantity']) * line['price'] for line in event['lines'])
    return total, event['customer']['email'], event.get('currency', 'EUR')
"
    ), @r#"
    event: {"currency":"EUR","customer":{"email":"ada@example.com"},"lines":[{"price":19.9,"quantity":2}]}
    event-without-currency: {"customer":{"email":"ada@example.com"},"lines":[{"price":19.9,"quantity":2}]}
    event-missing-customer: {"currency":"EUR","lines":[{"price":19.9,"quantity":2}]}
    event-missing-email: {"currency":"EUR","customer":{},"lines":[{"price":19.9,"quantity":2}]}
    event-missing-lines: {"currency":"EUR","customer":{"email":"ada@example.com"}}
    event-missing-price: {"currency":"EUR","customer":{"email":"ada@example.com"},"lines":[{"quantity":2}]}
    "#);
}

#[test]
fn each_constant_that_is_compared_makes_an_event() {
    insta::assert_snapshot!(check(
        "
def refund(order):
    return order['reason']

def handler(event, context):
    match event['kind']:
        case 'refund':
            return refund(event['order'])
        case 'sale':
            return event['amount']
"
    ), @r#"
    event: {"kind":"refund","order":{"reason":"example"}}
    event-kind-sale: {"amount":19.9,"kind":"sale"}
    event-unknown-kind: {"kind":"unknown"}
    event-missing-kind: {}
    event-missing-order: {"kind":"refund"}
    event-missing-reason: {"kind":"refund","order":{}}
    "#);
}

#[test]
fn a_request_is_filled_within_its_body() {
    let queue = Trigger::Queue {
        name: "orders".to_owned(),
    };
    let tried = tried(
        "
import json

def handler(event, context):
    for record in event['Records']:
        order = json.loads(record['body'])
        print(order['id'], order['lines'][0]['sku'])
",
        &[queue],
    );
    let body = tried[0].event["Records"][0]["body"].as_str().unwrap();
    let body: Json = serde_json::from_str(body).unwrap();
    assert_eq!(body, json!({ "id": "1001", "lines": [{ "sku": "1001" }] }));
    assert_eq!(tried[0].event["Records"][0]["eventSource"], "aws:sqs");
}

#[test]
fn models_say_what_a_body_is() {
    insta::assert_snapshot!(check(
        "
from pydantic import BaseModel, Field

class Line(BaseModel):
    sku: str = Field(pattern=r'^[a-z]{3}$')
    quantity: int = Field(ge=5)

class Order(BaseModel):
    lines: list[Line] = Field(min_length=2)
    note: str | None = None

def handler(event, context):
    return Order(**event).lines
"
    ), @r#"
    event: {"lines":[{"quantity":5,"sku":"aaa"},{"quantity":5,"sku":"aaa"}]}
    event-missing-lines: {}
    event-missing-quantity: {"lines":[{"sku":"aaa"},{"sku":"aaa"}]}
    event-missing-sku: {"lines":[{"quantity":5},{"quantity":5}]}
    event-full: {"lines":[{"quantity":5,"sku":"aaa"},{"quantity":5,"sku":"aaa"}],"note":"example"}
    "#);
}

#[test]
fn routes_of_a_framework_are_requests() {
    let tried = tried(
        "
from fastapi import FastAPI
from mangum import Mangum

app = FastAPI()

@app.get('/orders/{number}')
def one(number: int, full: bool = False):
    return number

@app.post('/orders')
def place(order: dict):
    return order

handler = Mangum(app)
",
        &[],
    );
    let paths: Vec<_> = tried
        .iter()
        .map(|each| each.event["rawPath"].as_str().unwrap())
        .collect();
    assert!(paths.contains(&"/orders/2"), "{paths:?}");
    assert!(paths.contains(&"/orders"), "{paths:?}");
}

#[test]
fn without_a_trigger_the_shape_comes_from_what_is_read() {
    let event = |source: &str| tried(source, &[])[0].event.clone();
    let read = |what: &str| {
        event(&format!(
            "def handler(event, context):\n    return {what}\n"
        ))
    };
    assert_eq!(
        read("event['Records'][0]['s3']['bucket']['name']")["Records"][0]["eventSource"],
        "aws:s3"
    );
    assert_eq!(read("event['body']")["version"], "2.0");
    assert_eq!(read("event['httpMethod']")["resource"], "/{proxy+}");
    assert_eq!(
        read("event['detail']['id']")["detail"],
        json!({ "id": "1001" })
    );
    assert_eq!(read("1"), json!({}));
}

#[test]
fn nothing_more_is_run_when_that_is_enough() {
    let folder = tempfile::tempdir().unwrap();
    let mut n = 0;
    let made = make::<Infallible>(&found(folder.path()), &[], &mut |_| {
        n += 1;
        Ok(None)
    });
    assert_eq!((made.unwrap().len(), n), (0, 1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_source_panics(parts in prop::collection::vec(prop_oneof![
        Just("event['a']"), Just("event.get('b', 1)"), Just("for x in event: x['c']\n "),
        Just("json.loads(event['body'])['d']"), Just("if event['k'] == 'v':\n  return 1\n "),
        Just("handler(event, context)"), Just("lambda: event"), Just("*event"), Just("**event"),
        Just("{k: v for k, v in event.items()}"), Just("event[0][-1]"), Just("x = event"), Just("("),
        Just("f'{event[0]:.2f}'"), Just("\n "), Just("match event:\n  case {'a': 1}: pass\n "),
    ], 0..12)) {
        let source = format!("import json\ndef handler(event, context):\n {}\n", parts.join(" ; "));
        tried(&source, &[]);
        let lines = format!("import json\ndef handler(event, context):\n {}\n", parts.join("\n "));
        tried(&lines, &[Trigger::Queue { name: String::new() }]);
    }
}
