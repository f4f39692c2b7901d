//! Work that goes on in a thread after the handler has returned.

use crate::code::Code;
use crate::finding::Class;
use crate::python::{Call, Facts, Usage, Value};
use crate::rule::subject::answer;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(406),
    name: "thread-left-behind",
    summary: "work goes on in a thread after the handler has returned",
    class: Class::Safety,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF406.md"),
    check: Check::Python(check),
};

/// Signs that somebody waits for threads or what they return.
const WAITING: &[&str] = &[
    ".join(",
    ".cancel(",
    "as_completed(",
    "wait(",
    ".result(",
    ".shutdown(",
    ".get(",
];

fn check(facts: &Facts, findings: &mut Findings) {
    for call in facts.calls_to(&["threading.Thread", "threading.Timer"]) {
        if call.in_handler() && !is_waited_for(call) && is_started(call) {
            let message =
                "nobody waits for this thread, which is frozen with the environment".to_owned();
            findings.add_call(call, message);
        }
    }
    for call in facts.calls_to(&["concurrent.futures.ThreadPoolExecutor.submit"]) {
        let is_forgotten = call.in_handler() && call.usage() == Usage::Unused;
        if is_forgotten && is_lasting(call) && !is_waited_for(call) {
            let message =
                "nobody waits for this work, which is frozen with the environment".to_owned();
            findings.add_call(call, message);
        }
    }
}

fn is_waited_for(call: Call<'_>) -> bool {
    let source = answer::function_source(call);
    let file = call.function().source().unwrap_or_default();
    let waits = |source: &str| WAITING.iter().any(|sign| source.contains(sign));
    // A thread that is kept in an object may be waited for elsewhere.
    let is_kept = call.statement().binds().is_empty() && call.usage() == Usage::Bound;
    let is_given = call.usage() == Usage::Returned
        || call.usage() == Usage::Part && !answer::after(call).starts_with('.');
    let is_handed_on = answer::name(call).is_some_and(|name| {
        let mut lines = source.lines().map(str::trim);
        lines.any(|line| line.starts_with("return ") && answer::count(line, name) > 0)
    });
    waits(source) || is_handed_on || is_kept && waits(file) || is_given
}

fn is_started(call: Call<'_>) -> bool {
    answer::after(call).starts_with(".start(") || answer::function_source(call).contains(".start(")
}

/// Returns whether the pool outlives the function.
fn is_lasting(call: Call<'_>) -> bool {
    let made = call.receiver().and_then(Value::bound_value);
    made.and_then(Value::call)
        .is_some_and(Call::at_module_level)
}
