//! A heavy package that only annotations name, which nothing evaluates.

use crate::code::Code;
use crate::finding::Class;
use crate::python::{Facts, Import};
use crate::rule::subject::annotation;
use crate::rule::subject::package;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(202),
    name: "import-for-types-only",
    summary: "a heavy package is imported for annotations only",
    class: Class::Init,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF202.md"),
    check: Check::Python(check),
};

/// Packages that read annotations when the program runs.
const READERS: &[&str] = &[
    "attrs",
    "aws_lambda_powertools.event_handler",
    "beartype",
    "cattrs",
    "dataclasses_json",
    "fastapi",
    "marshmallow_dataclass",
    "msgspec",
    "pydantic",
    "sqlmodel",
    "strawberry",
    "typeguard",
    "typer",
];

fn check(facts: &Facts, findings: &mut Findings) {
    let imports: Vec<_> = facts.imports().collect();
    for import in &imports {
        let Some(library) = import.library() else {
            continue;
        };
        let is_paid = import.at_init() && !import.is_attempt() && !import.is_of_own_package();
        let heavy = package::heavy(library).filter(|_| is_paid);
        let Some(heavy) = heavy else {
            continue;
        };
        let is_for_types = annotation::are_left_alone(import, &imports)
            && annotation::name(*import)
            && import.uses().is_empty()
            && annotation::n_in_code(*import) == annotation::n_names(*import);
        if is_for_types && !are_read(*import, &imports) {
            let message = format!("{} is imported for annotations only", heavy.words());
            findings.add_import(*import, message);
        }
    }
}

/// Returns whether something may read annotations of the module.
fn are_read(import: Import<'_>, imports: &[Import<'_>]) -> bool {
    let module = import.function().module();
    let mut beside = imports
        .iter()
        .filter(|other| other.function().module() == module);
    beside.any(|other| {
        let library = other.library().unwrap_or_default();
        READERS.iter().any(|reader| library.starts_with(reader))
    })
}
