//! An event loop that is started for one thing at a time.

use std::collections::BTreeSet;

use crate::code::Code;
use crate::finding::Class;
use crate::python::{Call, Facts, Function};
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(411),
    name: "async-without-gain",
    summary: "an event loop is started for one thing at a time",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF411.md"),
    check: Check::Python(check),
};

/// What lets several things happen at once.
const TOGETHER: &[&str] = &[
    "TaskGroup",
    "as_completed",
    "create_task",
    "create_task_group",
    "ensure_future",
    "gather",
    "run_in_executor",
    "to_thread",
    "wait",
];

/// Most functions that are looked through.
const MOST: usize = 200;

fn check(facts: &Facts, findings: &mut Findings) {
    for call in facts.calls_to(&["asyncio.run"]) {
        let started = call
            .arguments()
            .next()
            .and_then(|(_, value)| value.call()?.callee());
        let Some(started) = started.filter(|_| call.in_handler()) else {
            continue;
        };
        if is_one_at_a_time(started) {
            let message = format!("nothing in `{}` happens at the same time", started.name());
            findings.add_call(call, message);
        }
    }
}

/// Returns whether neither the coroutine nor what it calls lets things happen at once.
fn is_one_at_a_time(start: Function<'_>) -> bool {
    let mut seen = BTreeSet::new();
    let mut queue = vec![start];
    while let Some(function) = queue.pop() {
        if !seen.insert(function.reference()) {
            continue;
        }
        if seen.len() > MOST || function.calls().any(is_together) || is_stream(function) {
            return false;
        }
        queue.extend(function.calls().filter_map(Call::callee));
        // A function that is passed on may be called by whoever it is given to.
        let given = function
            .calls()
            .flat_map(|call| call.arguments().collect::<Vec<_>>());
        queue.extend(given.filter_map(|(_, value)| value.function()));
    }
    true
}

fn is_together(call: Call<'_>) -> bool {
    let called = call.called();
    let name = called.attribute().or_else(|| called.name());
    name.is_some_and(|name| TOGETHER.contains(&name))
}

/// Returns whether it gives or takes one thing after another, which only a loop of events can.
fn is_stream(function: Function<'_>) -> bool {
    let span = function.span();
    let source = function.source().unwrap_or_default();
    let own = source.get(span.start as usize..span.end as usize);
    function.code().is_generator || own.is_some_and(|own| own.contains("async for "))
}
