//! What only a deployment changes, asked for in every invocation.

use crate::code::Code;
use crate::finding::Class;
use crate::python::Facts;
use crate::rule::subject::settled;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(315),
    name: "control-plane-call",
    summary: "the handler asks for what only a deployment changes",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF315.md"),
    check: Check::Python(check),
};

fn check(facts: &Facts, findings: &mut Findings) {
    for (call, operation) in facts.operations() {
        let is_asked = operation.is_control() && call.in_handler() && call.repeats().is_none();
        if is_asked && settled::is_settled(call) {
            let method = operation.method;
            let message = format!("`{method}` asks for what only a deployment changes");
            findings.add_call(call, message);
        }
    }
}
