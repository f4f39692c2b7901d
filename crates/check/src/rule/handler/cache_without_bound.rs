//! A cache that keeps an answer for each argument there ever was.

use std::collections::BTreeMap;

use crate::code::Code;
use crate::finding::{Class, Secondary};
use crate::python::{Facts, Function, Value};
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(410),
    name: "cache-without-bound",
    summary: "a cache keeps an answer for each argument there ever was",
    class: Class::Safety,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF410.md"),
    check: Check::Python(check),
};

fn check(facts: &Facts, findings: &mut Findings) {
    let cached = facts.functions().filter(|function| is_unbounded(*function));
    let cached: Vec<_> = cached.collect();
    if cached.is_empty() {
        return;
    }
    let mut asked = BTreeMap::new();
    for call in facts
        .calls()
        .filter(|call| call.in_handler() && call.depends_on_event())
    {
        if let Some(callee) = call.callee() {
            asked.entry(callee.reference()).or_insert(call);
        }
    }
    for function in cached {
        let Some(call) = asked.get(&function.reference()) else {
            continue;
        };
        let place = function
            .decorators()
            .next()
            .map_or(function.place(), Value::place);
        let message = format!(
            "`{}` keeps an answer for each argument there ever was",
            function.name()
        );
        let finding = findings.add(place, message);
        finding.symbol = Some(function.qualified());
        finding.secondary.push(Secondary {
            place: call.place(),
            message: "what is asked for comes from the event".to_owned(),
        });
    }
}

fn is_unbounded(function: Function<'_>) -> bool {
    function.decorators().any(|decorator| {
        let called = decorator.called();
        let is_plain = decorator.qualified() == Some("functools.cache");
        let is_endless = called == Some("functools.lru_cache")
            && decorator
                .call()
                .and_then(|call| call.argument("maxsize", Some(0)))
                .is_some_and(Value::is_none);
        is_plain || is_endless
    })
}
