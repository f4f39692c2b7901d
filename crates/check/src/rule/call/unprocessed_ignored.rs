//! What a batch left unprocessed, and nobody looks at.

use crate::code::Code;
use crate::finding::Class;
use crate::python::{Call, Facts, Usage};
use crate::rule::subject::answer;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(310),
    name: "unprocessed-ignored",
    summary: "what a batch left unprocessed is ignored",
    class: Class::Safety,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF310.md"),
    check: Check::Python(check),
};

fn check(facts: &Facts, findings: &mut Findings) {
    for (call, operation) in facts.operations() {
        let Some(part) = operation.refused() else {
            continue;
        };
        if call.in_handler() && is_ignored(call, part) {
            let method = operation.method;
            let message = format!("`{method}` may refuse parts, and nobody looks at `{part}`");
            findings.add_call(call, message);
        }
    }
}

fn is_ignored(call: Call<'_>, part: &str) -> bool {
    match call.usage() {
        Usage::Unused => true,
        Usage::Bound => {
            let Some(name) = answer::name(call) else {
                return false;
            };
            let source = answer::function_source(call);
            !source.contains(part) && !is_handed_on(source, name)
        }
        _ => false,
    }
}

/// Returns whether the whole answer goes somewhere else.
fn is_handed_on(source: &str, name: &str) -> bool {
    let parts = [
        format!("{name}["),
        format!("{name}.get("),
        format!("{name} = "),
    ];
    let in_parts: usize = parts
        .iter()
        .map(|part| source.matches(part.as_str()).count())
        .sum();
    answer::count(source, name) > in_parts
}
