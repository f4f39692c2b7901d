//! A cache that is asked for each key only once.

use crate::code::Code;
use crate::finding::Class;
use crate::python::{Facts, Function, Value};
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(409),
    name: "cache-never-hit",
    summary: "a cache is asked for each key only once",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF409.md"),
    check: Check::Python(check),
};

/// Decorators that keep what a function returned.
const CACHES: &[&str] = &["functools.cache", "functools.lru_cache"];

fn check(facts: &Facts, findings: &mut Findings) {
    for function in facts
        .functions()
        .filter(|function| function.is_decorated(CACHES))
    {
        let message = if function.parameters().any(|name| name == "context") {
            "the context is new in every invocation, so that nothing is found in this cache"
        } else if is_made_anew(function) {
            "this cache is made anew whenever the function around it is called"
        } else {
            continue;
        };
        let place = function
            .decorators()
            .next()
            .map_or(function.place(), Value::place);
        let finding = findings.add(place, message);
        finding.symbol = Some(function.qualified());
    }
}

/// Returns whether it lies in a function that handlers reach, and does not call itself.
fn is_made_anew(function: Function<'_>) -> bool {
    let around = function.around();
    let is_reached = around.is_some_and(|around| !around.is_module() && around.in_handler());
    let calls_itself = function.calls().any(|call| call.callee() == Some(function));
    is_reached && !calls_itself
}
