//! Rows of a data frame, worked on one by one.

use crate::code::Code;
use crate::finding::Class;
use crate::python::{Call, Facts};
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(407),
    name: "rows-iterated",
    summary: "rows of a data frame are worked on one by one",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF407.md"),
    check: Check::Python(check),
};

fn check(facts: &Facts, findings: &mut Findings) {
    let methods = [
        "pandas.DataFrame.iterrows",
        "pandas.DataFrame.apply",
        "pandas.concat",
    ];
    for call in facts.calls_to(&methods) {
        let message = match call.target() {
            Some("pandas.DataFrame.iterrows") => "each row becomes an object of its own",
            Some("pandas.DataFrame.apply") if is_by_rows(call) => {
                "the function is called for each row, which becomes an object of its own"
            }
            Some("pandas.concat") if grows(call) => "the whole frame is copied each time",
            _ => continue,
        };
        if call.in_handler() {
            findings.add_call(call, message.to_owned());
        }
    }
}

fn is_by_rows(call: Call<'_>) -> bool {
    let axis = call.argument("axis", Some(1));
    axis.is_some_and(|axis| axis.int() == Some(1) || axis.text() == Some("columns"))
}

/// Returns whether a frame is made longer in a loop: `frame = pd.concat([frame, more])`.
fn grows(call: Call<'_>) -> bool {
    let statement = call.statement();
    let reads = call.value().names();
    call.repeats().is_some() && statement.binds().iter().any(|name| reads.contains(name))
}
