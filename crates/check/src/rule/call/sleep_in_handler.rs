//! Sleep is billed like work.

use crate::code::Code;
use crate::finding::Class;
use crate::python::{Call, Facts};
use crate::rule::subject::pause;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(306),
    name: "sleep-in-handler",
    summary: "the handler sleeps",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF306.md"),
    check: Check::Python(check),
};

fn check(facts: &Facts, findings: &mut Findings) {
    for call in facts.calls_to(pause::PAUSES) {
        if call.in_handler() && !is_between_attempts(call) && !pause::is_empty(call) {
            let message = "the handler sleeps, and the time is billed like work".to_owned();
            findings.add_call(call, message);
        }
    }
}

/// Returns whether it waits before something is tried again.
fn is_between_attempts(call: Call<'_>) -> bool {
    if call.is_rescue() {
        return true;
    }
    let around = call.repeats().or_else(|| call.repeats_through()?.repeats());
    around.is_some_and(|repeat| repeat.is_while() || repeat.is_range() || repeat.may_end_early())
}
