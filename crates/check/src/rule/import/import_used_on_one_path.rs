//! A heavy package that only some events need.

use crate::code::Code;
use crate::finding::Class;
use crate::python::{Facts, Function, Import, Statement};
use crate::rule::mend;
use crate::rule::subject::entry;
use crate::rule::subject::need::Need;
use crate::rule::subject::{annotation, package};
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(201),
    name: "import-used-on-one-path",
    summary: "a heavy package is imported, though only some events need it",
    class: Class::Init,
    default: Default::On,
    fixes: Fixes::Sometimes,
    page: include_str!("../../../pages/WF201.md"),
    check: Check::Python(check),
};

fn check(facts: &Facts, findings: &mut Findings) {
    let imports: Vec<_> = facts.imports().collect();
    let heavy: Vec<_> = imports
        .iter()
        .filter(|import| import.at_init() && !import.is_attempt())
        .filter_map(|import| Some((*import, package::heavy(import.library()?)?)))
        .collect();
    if heavy.is_empty() {
        return;
    }
    let entries = entry::entries(facts);
    let mut told = Vec::new();
    for (import, package) in &heavy {
        let beside: Vec<_> = heavy
            .iter()
            .filter(|(_, other)| package.comes_with(other))
            .map(|(other, _)| *other)
            .collect();
        let Some(spared) = spared(*import, &beside, &entries) else {
            continue;
        };
        if !can_move(*import, &imports) || told.contains(&import.place()) {
            continue;
        }
        told.push(import.place());
        let message = format!("{} is not needed by every event", package.words());
        let finding = findings.add_import(*import, message);
        finding
            .notes
            .push(format!("`{}` may end without it", spared.qualified()));
        finding.fix = mend::moved(*import, &imports);
    }
}

/// Returns an entry that gets along without an import, and without others that bring it along.
fn spared<'a>(
    import: Import<'a>,
    beside: &[Import<'a>],
    entries: &[entry::Entry<'a>],
) -> Option<Function<'a>> {
    let need = need(import)?;
    let file = import.function().file();
    let relevant = entries.iter().filter(|entry| entry.reaches(file));
    let mut spared = relevant.filter(|entry| !need.is_always(entry.function));
    let spared = spared.find(|entry| {
        let others = beside
            .iter()
            .filter(|other| entry.reaches(other.function().file()));
        let mut needs = others.map(|other| self::need(*other));
        needs.all(|need| need.is_some_and(|need| !need.is_always(entry.function)))
    })?;
    Some(spared.function)
}

/// Returns where an import is used, unless that is while modules are imported, or by a function
/// that is kept somewhere, so that nobody can tell when it is called.
fn need(import: Import<'_>) -> Option<Need> {
    let uses = import.uses();
    let mut need = Need::default();
    for one in &uses {
        if one.function.at_init() || is_passed(one.function) {
            return None;
        }
        need.add(one.function, one.value.span());
    }
    Some(need)
}

/// Returns whether the statement can be moved: all that it binds is used in functions, and no
/// annotation is evaluated that names it.
fn can_move(import: Import<'_>, imports: &[Import<'_>]) -> bool {
    let mut together = imports
        .iter()
        .filter(|other| other.place() == import.place());
    !import.uses().is_empty()
        && import.name() != Some("*")
        && together.all(|other| {
            let in_functions = other.uses().iter().all(|one| !one.function.is_module());
            let is_free = !annotation::name(*other) || annotation::are_left_alone(other, imports);
            let n_known = other.uses().len() + annotation::n_names(*other);
            in_functions && is_free && n_known == annotation::n_in_code(*other)
        })
}

/// Returns whether a module's own statements put a function into something.
fn is_passed(function: Function<'_>) -> bool {
    let Some(module) = std::iter::successors(Some(function), |one| one.around()).last() else {
        return false;
    };
    let statements = module.body().flat_map(Statement::all_within);
    let mut values = statements.flat_map(|statement| statement.values().collect::<Vec<_>>());
    values.any(|value| {
        let parts = value.parts();
        let calls = parts
            .iter()
            .filter_map(|part| part.call())
            .map(|call| call.called().id());
        let called: Vec<_> = calls.collect();
        let mut names = parts
            .iter()
            .filter(|part| part.name() == Some(function.name()));
        names.any(|name| !called.contains(&name.id()))
    })
}
