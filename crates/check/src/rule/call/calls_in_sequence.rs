//! Calls that do not need each other, made one after another.

use std::collections::BTreeSet;

use crate::code::Code;
use crate::finding::{Class, Secondary};
use crate::python::tree::Stmt;
use crate::python::{Call, Facts, Statement};
use crate::rule::subject::network;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(302),
    name: "calls-in-sequence",
    summary: "calls that do not need each other are made one after another",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF302.md"),
    check: Check::Python(check),
};

/// Fewest calls that are worth a pool of threads.
const FEWEST: usize = 3;

fn check(facts: &Facts, findings: &mut Findings) {
    for function in facts.functions().filter(|function| function.in_handler()) {
        for block in function.blocks() {
            for run in runs(&block) {
                tell(&run, findings);
            }
        }
    }
}

/// Returns the runs of statements that each read something, and need nothing of one another.
fn runs<'a>(block: &[Statement<'a>]) -> Vec<Vec<Call<'a>>> {
    let mut runs = vec![Vec::new()];
    let mut bound = BTreeSet::new();
    for statement in block {
        let read = reading(*statement);
        let reads = statement.reads();
        let depends = bound.intersection(&reads).next().is_some();
        if read.is_none() || depends {
            runs.push(Vec::new());
            bound.clear();
        }
        if let Some((read, run)) = read.zip(runs.last_mut()) {
            run.push(read);
            bound.extend(statement.binds());
        }
    }
    runs.retain(|run| run.len() >= FEWEST);
    runs
}

/// Returns the only call of a statement that waits, if it changes nothing.
fn reading(statement: Statement<'_>) -> Option<Call<'_>> {
    if !matches!(statement.code(), Stmt::Assign(..)) {
        return None;
    }
    let mut waiting = statement.calls().filter(|call| {
        let operation = call.operation();
        operation.is_some_and(|operation| !operation.is_local())
            || call.target().is_some_and(network::is_request)
            || call.callee().is_some()
            || call.is_awaited()
    });
    let only = waiting.next().filter(|_| waiting.next().is_none())?;
    let reads = only
        .operation()
        .is_some_and(|operation| operation.is_read())
        || only.target().is_some_and(network::is_get);
    (reads
        && only
            .repeats()
            .is_none_or(|repeat| repeat.statement().is_some()))
    .then_some(only)
}

fn tell(run: &[Call<'_>], findings: &mut Findings) {
    let Some((first, others)) = run.split_first() else {
        return;
    };
    let message = format!(
        "{} reads one after another, none of which needs another",
        run.len()
    );
    let finding = findings.add_call(*first, message);
    finding
        .secondary
        .extend(others.iter().map(|call| Secondary {
            place: call.place(),
            message: "does not need what is before it".to_owned(),
        }));
}
