use warmfront_model::function::LogFormat;

use super::JsonReport;
use crate::report::log::samples;
use crate::report::text::tests::{cold, failed, subject, summary, throttled, warm};
use crate::report::{Invocation, Report};

fn document(invocations: Vec<Invocation>) -> String {
    let summary = summary(&invocations, 1);
    let mut out = Vec::new();
    let log = samples::log_lines(LogFormat::Text);
    let mut report = Box::new(JsonReport::new(&mut out, Some(log)));
    for event in samples::timeout() {
        report.event(&event);
    }
    for invocation in invocations {
        report.invocation(invocation);
    }
    report.finish(&subject(), &summary).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn the_document_has_everything() {
    insta::assert_snapshot!(document(vec![cold(0, b"{\"a\":  1.10}")]));
}

#[test]
fn payloads_are_json_or_text_or_base64() {
    let text = document(vec![
        warm(0, b"[1, 2]", 1),
        warm(0, b"no json", 1),
        warm(1, b"\xff\xfe", 1),
        failed(1),
        throttled(1),
    ]);
    let kept = [
        "payload",
        "outcome",
        "refusal",
        "error_type",
        "failure",
        "event",
    ];
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| {
            kept.iter()
                .any(|kept| line.starts_with(&format!("\"{kept}")))
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    "event": "events/a.json",
    "outcome": "success",
    "payload": [1, 2],
    "error_type": null
    "event": "events/a.json",
    "outcome": "success",
    "payload_text": "no json",
    "error_type": null
    "event": "events/b.json",
    "outcome": "success",
    "payload_base64": "//4=",
    "error_type": null
    "event": "events/b.json",
    "outcome": "function_error",
    "error_type": "KeyError",
    "payload": {"errorType": "KeyError"},
    "error_type": null
    "event": "events/b.json",
    "outcome": "throttled",
    "refusal": "rate exceeded: 2-2 was throttled at the concurrency limit of 4"
    "failures": [
    "failure": "KeyError",
    "failure": "throttled",
    "#);
}
