//! A loop that sleeps and asks again until something is done.

use std::collections::BTreeSet;

use crate::code::Code;
use crate::finding::{Class, Secondary};
use crate::python::{Call, Facts};
use crate::rule::subject::pause;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(305),
    name: "polling-loop",
    summary: "the function sleeps and asks again until something is done",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF305.md"),
    check: Check::Python(check),
};

fn check(facts: &Facts, findings: &mut Findings) {
    let mut told = BTreeSet::new();
    for pause in facts.calls_to(pause::PAUSES) {
        if !pause.in_handler() || pause.is_rescue() {
            continue;
        }
        let Some(asked) = asked(pause) else {
            continue;
        };
        if told.insert(asked.place()) {
            let message = "the function sleeps and asks again until this is done".to_owned();
            let finding = findings.add_call(asked, message);
            finding.secondary.push(Secondary {
                place: pause.place(),
                message: "this sleep is billed".to_owned(),
            });
        }
    }
}

/// Returns what the loop around a pause asks, itself or by a function.
pub(super) fn asked(pause: Call<'_>) -> Option<Call<'_>> {
    let repeat = pause.repeats()?;
    let calls: Vec<_> = repeat.statement()?.calls().collect();
    let within = calls.iter().filter_map(|call| call.callee());
    let below: Vec<_> = within
        .flat_map(|callee| callee.calls().collect::<Vec<_>>())
        .collect();
    let mut all = calls.iter().chain(&below).copied();
    all.find(|call| {
        let operation = call.operation();
        operation.is_some_and(|operation| operation.is_read() && !operation.is_local())
    })
}
