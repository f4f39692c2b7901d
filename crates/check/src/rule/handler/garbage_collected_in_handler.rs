//! Garbage that is collected by hand in every invocation.

use crate::code::Code;
use crate::finding::Class;
use crate::python::Facts;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(414),
    name: "garbage-collected-in-handler",
    summary: "garbage is collected by hand in every invocation",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF414.md"),
    check: Check::Python(check),
};

fn check(facts: &Facts, findings: &mut Findings) {
    for call in facts.calls_to(&["gc.collect"]) {
        if call.in_handler() && !call.is_conditional() {
            let message = "a full collection looks at every object of the process".to_owned();
            findings.add_call(call, message);
        }
    }
}
