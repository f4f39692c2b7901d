//! The same thing, read twice with nothing written between.

use crate::code::Code;
use crate::finding::{Class, Secondary};
use crate::python::{Call, Facts, Repeat, Statement};
use crate::rule::subject::order;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(318),
    name: "same-read-twice",
    summary: "the same thing is read twice",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF318.md"),
    check: Check::Python(check),
};

fn check(facts: &Facts, findings: &mut Findings) {
    for function in facts.functions().filter(|function| function.in_handler()) {
        let calls: Vec<_> = function.calls().collect();
        for call in calls
            .iter()
            .filter(|call| is_read(**call) && !call.is_once())
        {
            let mut before = calls.iter().rev().filter(|first| is_read(**first));
            let first = before.find(|first| {
                order::is_same(**first, *call)
                    && !is_asked_again(**first, *call)
                    && order::always_before(**first, *call)
                    && !order::is_bound_between(**first, *call)
                    && !is_written_between(**first, *call, &calls)
            });
            if let Some(first) = first {
                let message = "this was read before, and nothing was written since".to_owned();
                let finding = findings.add_call(*call, message);
                finding.secondary.push(Secondary {
                    place: first.place(),
                    message: "the same is read here".to_owned(),
                });
            } else if order::repeats_itself(*call) && !is_written_in_loop(*call) {
                findings.add_call(*call, "the loop reads the same each time".to_owned());
            }
        }
    }
}

/// Returns whether a loop asks again until the answer is another.
fn is_asked_again(first: Call<'_>, later: Call<'_>) -> bool {
    let Some(repeat) = later.repeats().filter(|repeat| repeat.is_while()) else {
        return false;
    };
    let around = repeat.statement().map(Statement::span);
    around.is_none_or(|around| first.span().end <= around.start)
}

/// Returns whether it asks for something by name. Messages of a queue are others each time.
fn is_read(call: Call<'_>) -> bool {
    let operation = call.operation();
    let is_read = operation.is_some_and(|operation| {
        operation.is_read() && !operation.is_local() && operation.service != "sqs"
    });
    is_read && call.arguments().next().is_some()
}

fn is_written_between(first: Call<'_>, later: Call<'_>, calls: &[Call<'_>]) -> bool {
    let mut between = calls
        .iter()
        .filter(|call| order::is_between(first, later, call.span().start));
    between.any(|call| writes(*call) || call.callee().is_some())
}

fn is_written_in_loop(call: Call<'_>) -> bool {
    let statement = call.repeats().and_then(Repeat::statement);
    statement.is_none_or(|statement| statement.calls().any(writes))
}

fn writes(call: Call<'_>) -> bool {
    let operation = call.operation();
    operation.is_some_and(|operation| !operation.is_read() && !operation.is_local())
}
