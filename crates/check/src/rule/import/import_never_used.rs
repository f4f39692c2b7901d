//! A heavy package that is imported and never used.

use std::collections::BTreeSet;

use crate::code::Code;
use crate::finding::Class;
use crate::python::{Facts, Import};
use crate::rule::subject::{annotation, package};
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(203),
    name: "import-never-used",
    summary: "a heavy package is imported and never used",
    class: Class::Init,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF203.md"),
    check: Check::Python(check),
};

fn check(facts: &Facts, findings: &mut Findings) {
    let imports: Vec<_> = facts.imports().collect();
    let own = imports.iter().filter(|import| import.library().is_none());
    let passed_on: BTreeSet<_> = own.filter_map(|import| import.name()).collect();
    let mut told = BTreeSet::new();
    for import in &imports {
        let heavy = import.library().and_then(package::heavy);
        let Some(heavy) = heavy.filter(|_| is_for_the_module(*import)) else {
            continue;
        };
        // Another module may take it from here, and a package's names are its face.
        let is_face = import.function().file().ends_with("__init__.py");
        if is_face || passed_on.contains(import.bound()) || is_read(*import) {
            continue;
        }
        if told.insert(import.place()) {
            let message = format!("{} is imported and never used", heavy.words());
            findings.add_import(*import, message);
        }
    }
}

/// Returns whether the module itself would have to use it.
fn is_for_the_module(import: Import<'_>) -> bool {
    let renames_to_same = import.name() == Some(import.bound()) && is_renamed(import);
    import.at_init() && !import.is_attempt() && import.name() != Some("*") && !renames_to_same
}

fn is_renamed(import: Import<'_>) -> bool {
    line(import).is_some_and(|line| line.contains(" as "))
}

/// Returns whether code, an annotation, `__all__` or a comment names what it binds; what facts
/// leave out, such as patterns, is found in the text.
fn is_read(import: Import<'_>) -> bool {
    let is_kept = line(import).is_none_or(|line| line.contains("noqa"));
    is_kept
        || !import.uses().is_empty()
        || annotation::name(import)
        || is_exported(import)
        || annotation::n_in_code(import) > 0
}

/// Returns whether a text of the module is the name, as those of `__all__` are.
fn is_exported(import: Import<'_>) -> bool {
    let source = import.function().source().unwrap_or_default();
    let bound = import.bound();
    [format!("\"{bound}\""), format!("'{bound}'")]
        .iter()
        .any(|text| source.contains(text))
}

/// Returns the statement, and what stands after it on its last line.
fn line(import: Import<'_>) -> Option<&str> {
    let span = import.statement().span();
    let rest = import.function().source()?.get(span.start as usize..)?;
    let len = (span.end - span.start) as usize;
    let end = rest
        .get(len..)?
        .find('\n')
        .map_or(rest.len(), |end| len + end);
    rest.get(..end)
}
