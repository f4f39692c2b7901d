//! What the package contains does not change between invocations.

use crate::code::Code;
use crate::finding::Class;
use crate::python::{Call, Facts, Value};
use crate::rule::subject::file;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(111),
    name: "file-parsed-in-handler",
    summary: "a file of the package is parsed for every invocation",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF111.md"),
    check: Check::Python(check),
};

/// What parses an open file, or text.
const PARSERS: &[&str] = &[
    "json.load",
    "json.loads",
    "toml.load",
    "tomli.load",
    "tomllib.load",
    "yaml.full_load",
    "yaml.load",
    "yaml.safe_load",
];

fn check(facts: &Facts, findings: &mut Findings) {
    for call in facts.calls_to(PARSERS) {
        let given = call.arguments().next().map(|(_, value)| value);
        let path = given.and_then(|given| path(call, given));
        if call.in_handler() && path.is_some_and(file::is_part_of_package) {
            let target = call.target().unwrap_or_default();
            let message = format!("`{target}` parses the same file for every invocation");
            findings.add_call(call, message);
        }
    }
}

/// Returns the path of what is parsed: of an open file, or `path.read_text()`, or `file.read()`.
fn path<'a>(call: Call<'a>, given: Value<'a>) -> Option<Value<'a>> {
    let Some(read) = given.call() else {
        return file::path(call, given);
    };
    match read.called().attribute() {
        Some("read_text" | "read_bytes") => read.receiver(),
        Some("read") => file::path(call, read.receiver()?),
        _ => file::path(call, given),
    }
}
