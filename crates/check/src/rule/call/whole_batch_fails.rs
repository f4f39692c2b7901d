//! One bad record makes the whole batch come back.

use crate::code::Code;
use crate::finding::Class;
use crate::python::tree::Stmt;
use crate::python::{Call, Facts, Function, Statement, Value};
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(311),
    name: "whole-batch-fails",
    summary: "one bad record makes the whole batch come back",
    class: Class::Safety,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF311.md"),
    check: Check::Python(check),
};

/// What records of queues and streams have, which others do not.
const PARTS: &[&str] = &[
    "\"body\"]",
    "'body']",
    "\"kinesis\"]",
    "'kinesis']",
    "\"dynamodb\"]",
    "'dynamodb']",
];

fn check(facts: &Facts, findings: &mut Findings) {
    for handler in facts.handlers() {
        let source = source(handler);
        if source.contains("batchItemFailures") {
            continue;
        }
        for statement in handler.body() {
            if is_over_records(statement) && !handles_each(statement) && takes_records(statement) {
                let Some(records) = statement.values().next() else {
                    continue;
                };
                let message = "one bad record makes all records of the batch come back".to_owned();
                let finding = findings.add(records.place(), message);
                finding.symbol = Some(handler.qualified());
            }
        }
    }
}

fn is_over_records(statement: Statement<'_>) -> bool {
    let is_records = |value: Value<'_>| {
        let source = value.source().unwrap_or_default();
        source.ends_with("[\"Records\"]")
            || source.ends_with("['Records']")
            || source.contains(".get(\"Records\"")
    };
    matches!(statement.code(), Stmt::For(..)) && statement.values().any(is_records)
}

/// Returns whether a record's failure stays its own.
fn handles_each(statement: Statement<'_>) -> bool {
    let blocks = statement.blocks();
    let body = blocks.first();
    body.is_some_and(|body| {
        body.iter()
            .any(|inner| matches!(inner.code(), Stmt::Try(..)))
    })
}

/// Returns whether records are those of a queue or stream, here or in a function that is called.
fn takes_records(statement: Statement<'_>) -> bool {
    let has_part = |source: &str| PARTS.iter().any(|part| source.contains(part));
    let span = statement.span();
    let own = statement
        .function()
        .source()
        .and_then(|source| source.get(span.start as usize..span.end as usize));
    own.is_some_and(has_part)
        || statement
            .calls()
            .filter_map(Call::callee)
            .any(|callee| has_part(source(callee)))
}

fn source(function: Function<'_>) -> &str {
    let span = function.span();
    let source = function.source().unwrap_or_default();
    source
        .get(span.start as usize..span.end as usize)
        .unwrap_or_default()
}
