//! Extension modules made for tests alone: their names say so, and no remaining source names them.

use std::collections::BTreeSet;

use crate::inventory::Kind;
use crate::source::Facts;

use super::{Found, Guard, Rule, Survey};

pub(super) const RULE: Rule = Rule {
    name: "test modules",
    guard: Guard::Touched,
    find,
};

/// One whose name does not say it: numpy's tests of its own SIMD intrinsics.
const OTHERS: &[(&str, &str)] = &[("numpy", "_simd")];

fn find(survey: &Survey<'_>, found: &mut Found<'_>) {
    let modules = survey.distributed().filter_map(|(path, distribution)| {
        let stem = path.file_name().split('.').next()?;
        let is_test = stem.starts_with("_test")
            || stem.starts_with('_') && stem.ends_with("_tests")
            || ["_ctest", "_cytest"].contains(&stem)
            || OTHERS.contains(&(distribution, stem));
        let is_module = Kind::of(path) == Kind::NativeLibrary && path.extension() == Some("so");
        (is_test && is_module).then_some((path, stem))
    });
    let modules: Vec<_> = modules.collect();
    if modules.is_empty() {
        return;
    }
    let staying = survey.facts.iter().filter(|(path, _)| !found.goes(path));
    let named: BTreeSet<&str> = staying.flat_map(|(_, facts)| names(facts)).collect();
    for (path, stem) in modules {
        let reason = "an extension module for tests";
        if named.contains(stem) {
            found.keep(path, reason, "a remaining source names it");
        } else {
            found.add(path, reason);
        }
    }
}

/// Returns the last parts of all names that a source has for modules.
fn names(facts: &Facts) -> impl Iterator<Item = &str> {
    let imports = facts.imports.iter();
    let imported = imports.flat_map(|import| import.names.iter().chain([&import.module]));
    let all = imported.chain(&facts.literals);
    all.map(|name| name.rsplit('.').next().unwrap_or(name))
}
