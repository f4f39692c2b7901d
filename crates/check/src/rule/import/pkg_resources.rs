//! `pkg_resources` scans every installed package when it is imported.

use crate::code::Code;
use crate::finding::Class;
use crate::python::Facts;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(207),
    name: "pkg-resources",
    summary: "`pkg_resources` scans every installed package",
    class: Class::Init,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF207.md"),
    check: Check::Python(check),
};

fn check(facts: &Facts, findings: &mut Findings) {
    for import in facts.imports() {
        let is_it = import.library().is_some_and(|library| {
            library == "pkg_resources" || library.starts_with("pkg_resources.")
        });
        if is_it && import.at_init() && !import.is_attempt() && !findings.has_told(&import.place())
        {
            let message =
                "`pkg_resources` scans every installed package when it is imported".to_owned();
            findings.add_import(import, message);
        }
    }
}
