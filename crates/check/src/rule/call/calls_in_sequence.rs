//! Calls that do not need each other, made one after another.

use std::collections::BTreeSet;

use crate::code::Code;
use crate::finding::{Class, Secondary};
use crate::fix::{Fix, Span};
use crate::python::tree::Stmt;
use crate::python::{Call, Facts, Statement};
use crate::rule::mend::Mend;
use crate::rule::subject::network;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(302),
    name: "calls-in-sequence",
    summary: "calls that do not need each other are made one after another",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::Sometimes,
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
    finding.fix = together(run);
}

/// Makes the calls in threads, which clients may be shared by.
fn together(run: &[Call<'_>]) -> Option<Fix> {
    let first = run.first()?;
    let may_be_shared = run.iter().all(|call| {
        let target = call.target().unwrap_or_default();
        let is_client = call
            .operation()
            .is_some_and(|operation| operation.is_client());
        let is_http = ["httpx.get", "httpx.Client.get", "requests.get"].contains(&target);
        (is_client || is_http) && !call.is_awaited()
    });
    let mut mend = Mend::of(first.function()).filter(|_| may_be_shared)?;
    let indent = mend.indent(first.statement())?;
    let function = first.function();
    if mend.is_taken(function, "reads") || mend.is_taken(function, "pool") {
        return None;
    }
    let mut lines = vec![
        format!("with ThreadPoolExecutor({}) as pool:", run.len()),
        "    reads = [".to_owned(),
    ];
    for (number, call) in run.iter().enumerate() {
        let (called, whole) = (call.called().span(), call.span());
        let given = Span {
            start: called.end + 1,
            end: whole.end - 1,
        };
        let (called, given) = (mend.text(called), mend.text(given));
        if given.contains(['\n', '#']) {
            return None;
        }
        let separator = if given.trim().is_empty() { "" } else { ", " };
        lines.push(format!("        pool.submit({called}{separator}{given}),"));
        mend.replace(whole, format!("reads[{number}].result()"));
    }
    lines.push("    ]".to_owned());
    let text = lines.join(&format!("\n{indent}"));
    mend.insert(first.statement().span().start, format!("{text}\n{indent}"));
    let mut module = first.function();
    while let Some(around) = module.around() {
        module = around;
    }
    mend.import(module, "from concurrent.futures import ThreadPoolExecutor")?;
    Some(mend.unsafe_fix("make the calls in threads"))
}
