//! The whole event, copied to be read.

use crate::code::Code;
use crate::finding::Class;
use crate::python::{Call, Facts, Value};
use crate::rule::subject::answer;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(418),
    name: "event-copied",
    summary: "the whole event is copied, and the copy is only read",
    class: Class::PerInvocation,
    default: Default::Off,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF418.md"),
    check: Check::Python(check),
};

fn check(facts: &Facts, findings: &mut Findings) {
    for call in facts.calls_to(&["copy.deepcopy"]) {
        let given = call.arguments().next().map(|(_, value)| value);
        let is_event =
            given.is_some_and(|given| given.name() == Some("event") && given.depends_on_event());
        if is_event && call.in_handler() && is_only_read(call) {
            let message =
                "the event belongs to this invocation alone, and the copy is only read".to_owned();
            findings.add_call(call, message);
        }
    }
}

/// Returns whether all that is done with the copy is to take parts of it.
fn is_only_read(call: Call<'_>) -> bool {
    let Some(name) = answer::name(call) else {
        return false;
    };
    let mut statements = call.function().blocks().into_iter().flatten();
    let is_set = statements.any(|statement| {
        let mut targets = statement.values().skip(1);
        targets.any(|target| {
            target.owner().and_then(Value::name) == Some(name) && target.index().is_some()
        })
    });
    let source = answer::function_source(call);
    let reads = [format!("{name}["), format!("{name}.get(")];
    let n_reads: usize = reads
        .iter()
        .map(|read| source.matches(read.as_str()).count())
        .sum();
    !is_set && answer::count(source, name) == n_reads + 1
}
