//! Models that are written for Pydantic 1.

use crate::code::Code;
use crate::finding::Class;
use crate::python::Facts;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(209),
    name: "pydantic-v1",
    summary: "models are written for Pydantic 1",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF209.md"),
    check: Check::Python(check),
};

fn check(facts: &Facts, findings: &mut Findings) {
    for import in facts.imports() {
        let Some(library) = import.library() else {
            continue;
        };
        let is_it = library == "pydantic.v1"
            || library.starts_with("pydantic.v1.")
            || library == "pydantic" && import.name() == Some("v1");
        let is_loaded = import.at_init() && !import.is_attempt() && !import.is_of_own_package();
        if is_it && is_loaded && !findings.has_told(&import.place()) {
            let message = "Pydantic 1 within Pydantic 2: slower, and imported beside it".to_owned();
            findings.add_import(import, message);
        }
    }
}
