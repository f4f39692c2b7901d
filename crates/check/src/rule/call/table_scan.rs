//! A scan reads, and is charged for, every item of a table.

use crate::code::Code;
use crate::finding::Class;
use crate::python::{Call, Facts, Value};
use crate::rule::subject::answer;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(308),
    name: "table-scan",
    summary: "a whole table is read",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF308.md"),
    check: Check::Python(check),
};

fn check(facts: &Facts, findings: &mut Findings) {
    for (call, operation) in facts.operations() {
        let scans = operation.is("dynamodb", "scan")
            || operation.is("dynamodb", "get_paginator")
                && call
                    .argument("operation_name", Some(0))
                    .and_then(Value::text)
                    == Some("scan");
        if scans && call.in_handler() && !is_meant(call) {
            let message = "a scan reads, and is charged for, every item of the table".to_owned();
            findings.add_call(call, message);
        }
    }
}

/// Returns whether all is wanted, by several workers or page by page.
fn is_meant(call: Call<'_>) -> bool {
    let is_one_page = call.keyword("Limit").is_some();
    is_one_page || answer::function_source(call).contains("TotalSegments")
}
