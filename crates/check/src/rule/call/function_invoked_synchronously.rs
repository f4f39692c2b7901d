//! A function that waits for another function.

use crate::code::Code;
use crate::finding::Class;
use crate::python::Facts;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(312),
    name: "function-invoked-synchronously",
    summary: "a function waits for another function",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF312.md"),
    check: Check::Python(check),
};

fn check(facts: &Facts, findings: &mut Findings) {
    for (call, operation) in facts.operations() {
        if !operation.is("lambda", "invoke") || !call.in_handler() || call.unpacks() {
            continue;
        }
        let kind = call.keyword("InvocationType");
        let waits = kind.is_none_or(|kind| kind.text() == Some("RequestResponse"));
        if waits {
            let message = "this function is billed while it waits for the other".to_owned();
            findings.add_call(call, message);
        }
    }
}
