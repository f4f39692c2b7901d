//! The same thing, read twice with nothing written between.

use crate::code::Code;
use crate::finding::{Class, Secondary};
use crate::python::{Call, Facts, Function, Value};
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
        for (place, call) in calls.iter().enumerate() {
            if !is_read(*call) || call.is_once() {
                continue;
            }
            let before = calls[..place]
                .iter()
                .filter(|other| is_same(**other, *call));
            let first = before
                .rev()
                .find(|first| always_before(function, **first, *call));
            let first = first.filter(|first| !is_changed_between(**first, *call, &calls));
            if let Some(first) = first {
                let message = "this was read before, and nothing was written since".to_owned();
                let finding = findings.add_call(*call, message);
                finding.secondary.push(Secondary {
                    place: first.place(),
                    message: "the same is read here".to_owned(),
                });
            } else if repeats_itself(*call) {
                let message = "the loop reads the same each time".to_owned();
                findings.add_call(*call, message);
            }
        }
    }
}

fn is_read(call: Call<'_>) -> bool {
    let operation = call.operation();
    operation.is_some_and(|operation| {
        operation.is_read() && !operation.is_local() && operation.service != "sqs"
    })
}

fn is_same(one: Call<'_>, other: Call<'_>) -> bool {
    is_read(one) && one.value().source().is_some() && one.value().source() == other.value().source()
}

/// Returns whether one call has always been made when the other is: it stands in a block around
/// the other, in a statement of its own before it.
fn always_before(function: Function<'_>, first: Call<'_>, later: Call<'_>) -> bool {
    let is_plain = !first.is_conditional() || later.is_conditional();
    let mut blocks = function.blocks().into_iter();
    is_plain
        && blocks.any(|block| {
            let own = block
                .iter()
                .position(|statement| *statement == first.statement());
            let span = later.span();
            let around = block.iter().position(|statement| {
                statement.span().start <= span.start && span.end <= statement.span().end
            });
            own.zip(around).is_some_and(|(own, around)| own < around)
        })
}

/// Returns whether something is written between two calls, or a name of theirs is bound anew.
fn is_changed_between(first: Call<'_>, later: Call<'_>, calls: &[Call<'_>]) -> bool {
    let is_between = |start: u32| first.span().end <= start && start < later.span().start;
    let mut between = calls.iter().filter(|call| is_between(call.span().start));
    let is_written = between.any(|call| {
        let operation = call.operation();
        operation.is_some_and(|operation| !operation.is_read() && !operation.is_local())
            || call.callee().is_some()
    });
    let names = later.value().names();
    let mut statements = later.function().blocks().into_iter().flatten();
    is_written
        || statements.any(|statement| {
            is_between(statement.span().start)
                && statement.binds().iter().any(|name| names.contains(name))
        })
}

/// Returns whether a `for` loop asks the same each time, and writes nothing.
fn repeats_itself(call: Call<'_>) -> bool {
    let Some(repeat) = call
        .repeats()
        .filter(|repeat| !repeat.is_while() && !repeat.is_range())
    else {
        return false;
    };
    let Some(statement) = repeat.statement() else {
        return false;
    };
    let bound = statement.binds();
    let names = call.value().names();
    let is_free = names.iter().all(|name| !bound.contains(name)) && !names.contains("self");
    let writes = statement.calls().any(|other| {
        let operation = other.operation();
        operation.is_some_and(|operation| !operation.is_read() && !operation.is_local())
    });
    let arguments: Vec<Value<'_>> = call.arguments().map(|(_, value)| value).collect();
    is_free && !writes && !repeat.may_end_early() && !arguments.is_empty()
}
