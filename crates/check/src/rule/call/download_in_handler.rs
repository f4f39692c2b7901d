//! The same object, downloaded for every invocation.

use crate::code::Code;
use crate::finding::Class;
use crate::python::{Facts, Value};
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(322),
    name: "download-in-handler",
    summary: "the same object is downloaded for every invocation",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF322.md"),
    check: Check::Python(check),
};

/// What downloads an object, and where its bucket and key are given.
const DOWNLOADS: &[(&str, usize)] = &[
    ("download_file", 0),
    ("download_fileobj", 0),
    ("get_object", 9),
];

fn check(facts: &Facts, findings: &mut Findings) {
    for (call, operation) in facts.operations() {
        let download = DOWNLOADS
            .iter()
            .find(|(method, _)| operation.is("s3", method));
        let Some((method, place)) = download.filter(|_| operation.is_client()) else {
            continue;
        };
        let bucket = call.argument("Bucket", Some(*place));
        let key = call.argument("Key", Some(place + 1));
        let is_same = [bucket, key]
            .iter()
            .all(|part| part.is_some_and(Value::is_stable));
        if is_same && call.in_handler() && !call.is_conditional() {
            let message = format!("`{method}` fetches the same object for every invocation");
            findings.add_call(call, message);
        }
    }
}
