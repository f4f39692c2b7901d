//! What only a deployment changes, asked for in every invocation.

use crate::code::Code;
use crate::finding::Class;
use crate::python::Facts;
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
        let is_same = !call.depends_on_event() && !call.unpacks();
        if operation.is_control() && call.in_handler() && is_same && call.repeats().is_none() {
            let method = operation.method;
            let message = format!("`{method}` asks for what only a deployment changes");
            findings.add_call(call, message);
        }
    }
}
