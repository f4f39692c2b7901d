//! An object that is asked about before it is read.

use crate::code::Code;
use crate::finding::{Class, Secondary};
use crate::python::{Call, Facts};
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(314),
    name: "asked-before-read",
    summary: "an object is asked about before it is read",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF314.md"),
    check: Check::Python(check),
};

fn check(facts: &Facts, findings: &mut Findings) {
    for (call, operation) in facts.operations() {
        if !operation.is("s3", "head_object") || !call.in_handler() {
            continue;
        }
        let mut later = call
            .function()
            .calls()
            .filter(|other| other.span().start > call.span().start);
        if let Some(read) = later.find(|other| reads_same(*other, call)) {
            let message = "`get_object` would say the same, and read the object".to_owned();
            let finding = findings.add_call(call, message);
            finding.secondary.push(Secondary {
                place: read.place(),
                message: "the object is read here".to_owned(),
            });
        }
    }
}

fn reads_same(read: Call<'_>, asked: Call<'_>) -> bool {
    let is_read = read
        .operation()
        .is_some_and(|operation| operation.is("s3", "get_object"));
    let same = |name: &str| {
        let source = |call: Call<'_>| {
            call.keyword(name)
                .and_then(|value| value.source().map(str::to_owned))
        };
        source(read).is_some() && source(read) == source(asked)
    };
    is_read && same("Bucket") && same("Key")
}
