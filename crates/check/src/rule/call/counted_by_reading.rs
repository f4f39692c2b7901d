//! Items that are read only to be counted.

use crate::code::Code;
use crate::finding::Class;
use crate::python::{Call, Facts};
use crate::rule::subject::answer;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(320),
    name: "counted-by-reading",
    summary: "items are read only to be counted",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF320.md"),
    check: Check::Python(check),
};

fn check(facts: &Facts, findings: &mut Findings) {
    for (call, operation) in facts.operations() {
        let reads = operation.is("dynamodb", "query") || operation.is("dynamodb", "scan");
        let selects = call.keyword("Select").is_some() || call.unpacks();
        if reads && call.in_handler() && !selects && is_counted(call) {
            let message = "items are read only to be counted".to_owned();
            findings.add_call(call, message);
        }
    }
}

/// Returns whether all that is asked of the items is how many there are.
fn is_counted(call: Call<'_>) -> bool {
    let source = call.function().source().unwrap_or_default();
    let before = source.get(..call.span().start as usize).unwrap_or_default();
    let items = ["[\"Items\"]", "['Items']"];
    let takes = |rest: &str| items.iter().any(|items| rest.starts_with(items));
    if before.ends_with("len(") && takes(answer::after(call)) {
        return true;
    }
    let function = answer::function_source(call);
    let Some(name) = answer::name(call).filter(|name| answer::count(function, name) == 2) else {
        return false;
    };
    items.iter().any(|items| {
        let part = format!("{name}{items}");
        function.contains(&format!("len({part})")) || named(function, &part)
    })
}

/// Returns whether a part gets a name of which only the length is taken.
fn named(function: &str, part: &str) -> bool {
    let mut lines = function
        .lines()
        .filter_map(|line| line.trim().strip_suffix(part)?.strip_suffix(" = "));
    lines.any(|name| {
        answer::count(function, name) == 2 && function.contains(&format!("len({name})"))
    })
}
