//! The function asks who it is in every invocation.

use crate::code::Code;
use crate::finding::Class;
use crate::python::{Facts, Value};
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(321),
    name: "identity-asked-in-handler",
    summary: "the function asks who it is in every invocation",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF321.md"),
    check: Check::Python(check),
};

fn check(facts: &Facts, findings: &mut Findings) {
    for (call, operation) in facts.operations() {
        let asks = operation.is("sts", "get_caller_identity") && call.in_handler();
        let client = call
            .receiver()
            .and_then(|client| client.call().or_else(|| client.bound_value()?.call()));
        // With credentials of somebody else the answer is theirs.
        if asks
            && client.is_none_or(|client| {
                let session = client.receiver().and_then(Value::name);
                let parameters = client.function().parameters();
                let is_given = parameters.into_iter().any(|one| Some(one) == session);
                !client.depends_on_event() && client.arguments().count() <= 2 && !is_given
            })
        {
            let message =
                "the answer never changes; the context and the template know it".to_owned();
            findings.add_call(call, message);
        }
    }
}
