//! A lazy import that is used while the module is being imported.

use crate::code::Code;
use crate::finding::{Class, Secondary};
use crate::python::{Facts, Import};
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(213),
    name: "lazy-import-defeated",
    summary: "a lazy import is used at once",
    class: Class::Init,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF213.md"),
    check: Check::Python(check),
};

fn check(facts: &Facts, findings: &mut Findings) {
    for import in facts.imports() {
        if !is_lazy(import) {
            continue;
        }
        let uses = import.uses();
        let at_once = uses.iter().find(|one| one.function.is_module());
        if let Some(at_once) = at_once {
            let message = format!("`{}` is used while this module is imported", import.bound());
            let place = at_once.value.place();
            let finding = findings.add_import(import, message);
            finding.secondary.push(Secondary {
                place,
                message: "here".to_owned(),
            });
        }
    }
}

fn is_lazy(import: Import<'_>) -> bool {
    let source = import.function().source().unwrap_or_default();
    let start = import.statement().span().start as usize;
    source
        .get(start..)
        .is_some_and(|rest| rest.starts_with("lazy "))
}
