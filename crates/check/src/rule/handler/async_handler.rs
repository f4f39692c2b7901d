//! Lambda's runtime for Python does not await handlers.

use crate::code::Code;
use crate::finding::Class;
use crate::python::Facts;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(405),
    name: "async-handler",
    summary: "the handler is a coroutine, which Lambda does not await",
    class: Class::Safety,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF405.md"),
    check: Check::Python(check),
};

fn check(facts: &Facts, findings: &mut Findings) {
    for handler in facts.handlers() {
        let mut parameters = handler.parameters();
        let has_event = parameters
            .next()
            .is_some_and(|first| first.contains("event"));
        let is_plain = handler.decorators().next().is_none() && parameters.count() == 1;
        if handler.is_async() && has_event && is_plain {
            let message = "Lambda does not await the handler, and the invocation fails";
            let finding = findings.add(handler.place(), message);
            finding.symbol = Some(handler.qualified());
        }
    }
}
