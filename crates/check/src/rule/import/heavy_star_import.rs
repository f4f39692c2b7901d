//! Everything in a heavy package, imported under its own name.

use crate::code::Code;
use crate::finding::Class;
use crate::python::Facts;
use crate::rule::subject::package;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(210),
    name: "heavy-star-import",
    summary: "everything in a heavy package is imported",
    class: Class::Init,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF210.md"),
    check: Check::Python(check),
};

fn check(facts: &Facts, findings: &mut Findings) {
    for import in facts.imports() {
        let heavy = import.library().and_then(package::heavy);
        let is_star = import.name() == Some("*") && import.at_init();
        if let Some(heavy) = heavy.filter(|_| is_star) {
            let message = format!("`from {} import *` cannot be deferred", heavy.module);
            findings.add_import(import, message);
        }
    }
}
