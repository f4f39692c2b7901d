//! Loggers live as long as the environment, and so do their handlers.

use crate::code::Code;
use crate::finding::Class;
use crate::python::{Call, Facts};
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(112),
    name: "logging-handler-added-in-handler",
    summary: "every invocation adds one more logging handler",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF112.md"),
    check: Check::Python(check),
};

fn check(facts: &Facts, findings: &mut Findings) {
    for call in facts.calls_to(&["logging.Logger.addHandler"]) {
        if !call.in_handler() || call.is_conditional() {
            continue;
        }
        let mut calls = call.function().calls();
        let is_removed = calls.any(|other| other.called().attribute() == Some("removeHandler"));
        if !is_removed && is_made_here(call) {
            let message = "every invocation adds one more handler to this logger".to_owned();
            findings.add_call(call, message);
        }
    }
}

/// Returns whether the handler is a new one: a logger takes one that it has only once.
fn is_made_here(call: Call<'_>) -> bool {
    let handler = call.argument("hdlr", Some(0));
    handler.is_some_and(|handler| {
        let made = handler.call().or_else(|| handler.bound_value()?.call());
        made.is_some_and(|made| !made.at_module_level())
    })
}
