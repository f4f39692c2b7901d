//! An object that is read as a whole, and then taken line by line.

use crate::code::Code;
use crate::finding::Class;
use crate::python::{Call, Facts};
use crate::rule::subject::answer;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(313),
    name: "object-read-whole",
    summary: "an object is read as a whole, and then taken line by line",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF313.md"),
    check: Check::Python(check),
};

fn check(facts: &Facts, findings: &mut Findings) {
    for call in facts.calls() {
        let is_body = call.called().attribute() == Some("read")
            && call.receiver().and_then(|body| body.index()?.text()) == Some("Body");
        if is_body && call.in_handler() && is_taken_by_lines(call) {
            let message = "the whole object is read, and then taken line by line".to_owned();
            findings.add_call(call, message);
        }
    }
}

fn is_taken_by_lines(call: Call<'_>) -> bool {
    let statement = call.statement();
    let span = statement.span();
    let source = call.function().source().unwrap_or_default();
    let rest = source.get(call.span().end as usize..span.end as usize);
    if rest.is_some_and(|rest| splits(rest, "")) {
        return true;
    }
    let names = statement.binds();
    let function = answer::function_source(call);
    names.iter().any(|name| splits(function, name))
}

/// Returns whether a source takes lines of what has a name, or of what stands before it.
fn splits(source: &str, name: &str) -> bool {
    let ways = [".splitlines(", ".split(\"\\n\"", ".split('\\n'"];
    let reads = [format!("StringIO({name})"), format!("BytesIO({name})")];
    let is_split = ways
        .iter()
        .any(|way| source.contains(&format!("{name}{way}")));
    let is_table =
        source.contains("csv.") && reads.iter().any(|read| source.contains(read.as_str()));
    is_split || !name.is_empty() && is_table
}
