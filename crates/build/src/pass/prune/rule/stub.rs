//! Types for checkers. Some packages read their own stubs to know what to import when.

use std::collections::BTreeSet;

use crate::inventory::Kind;

use super::{Found, Guard, Rule, Survey};

pub(super) const RULE: Rule = Rule {
    name: "stubs",
    guard: Guard::Named,
    find,
};

/// Distributions that read the stubs of others.
const CHECKERS: &[&str] = &["jedi", "mypy", "pyright", "pytype"];

fn find(survey: &Survey<'_>, found: &mut Found<'_>) {
    let checker = CHECKERS
        .iter()
        .find(|name| survey.package.version(name).is_some());
    let readers = survey.facts.iter().filter(|(path, facts)| {
        let names = |literal: &String| literal.rsplit('.').next() == Some("pyi");
        let reads = facts.telling.contains("attach_stub") || facts.literals.iter().any(names);
        reads && !found.goes(path)
    });
    let readers: BTreeSet<&str> = readers
        .filter_map(|(path, _)| survey.distribution(path))
        .collect();
    for (path, distribution) in survey.distributed() {
        if Kind::of(path) != Kind::Stub {
            continue;
        }
        let reason = "types for checkers";
        if let Some(checker) = checker {
            found.keep(path, reason, format!("`{checker}` reads them"));
        } else if readers.contains(distribution) {
            found.keep(path, reason, "its package reads them");
        } else {
            found.add(path, reason);
        }
    }
}
