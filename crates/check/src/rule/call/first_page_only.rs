//! Only the first page of an answer is read.

use crate::code::Code;
use crate::finding::Class;
use crate::python::{Call, Facts, Usage};
use crate::rule::subject::answer;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(307),
    name: "first-page-only",
    summary: "only the first page of an answer is read",
    class: Class::Safety,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF307.md"),
    check: Check::Python(check),
};

/// Arguments that say how much is wanted, or which single things.
const LIMITS: &[&str] = &[
    "DBInstanceIdentifier",
    "ExclusiveStartKey",
    "Ids",
    "InstanceIds",
    "Limit",
    "MaxItems",
    "MaxKeys",
    "MaxResults",
    "NextToken",
    "PageSize",
    "Select",
    "SnapshotIds",
    "VolumeIds",
    "limit",
    "maxResults",
    "nextToken",
];

/// Parts of answers that tell of further pages.
const MARKS: &[&str] = &[
    "IsTruncated",
    "LastEvaluatedKey",
    "Marker",
    "NextContinuationToken",
    "NextToken",
    "PaginationToken",
    "nextToken",
];

fn check(facts: &Facts, findings: &mut Findings) {
    for (call, operation) in facts.operations() {
        let Some(found) = operation.paged() else {
            continue;
        };
        if call.in_handler() && is_first_only(call) && answer::takes(call, found) {
            let method = operation.method;
            let message = format!("`{method}` answers in pages, and only the first is read");
            findings.add_call(call, message);
        }
    }
}

fn is_first_only(call: Call<'_>) -> bool {
    let is_limited = LIMITS.iter().any(|limit| call.keyword(limit).is_some());
    let function = answer::function_source(call);
    let asks_on = MARKS.iter().any(|mark| function.contains(mark));
    !call.unpacks() && !is_limited && !asks_on && call.usage() != Usage::Returned
}
