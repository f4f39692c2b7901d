//! Tests of a package: what its own developers run, and what it offers for tests of others.
//!
//! Much of the latter is imported by code that remains (`numpy.testing` by scikit-learn), and stays.
//! Only folders that hold Python are tests; `data/test/*.csv` is half of a data set.

use std::collections::BTreeSet;

use crate::inventory::Kind;
use crate::source::module;

use super::{Found, Guard, Rule, Survey, marked_folder};

pub(super) const RULE: Rule = Rule {
    name: "tests",
    guard: Guard::Used,
    find,
};

/// Module in which pytest looks for fixtures.
pub(super) const FIXTURES: &str = "conftest";

pub(super) const FOLDERS: &[&str] = &["test", "testing", "tests"];

fn find(survey: &Survey<'_>, found: &mut Found<'_>) {
    let files = || survey.package.entries().map(|(path, _)| path);
    let with_code = files().filter(|path| Kind::of(path) == Kind::Python);
    let with_code: BTreeSet<&str> = with_code.filter_map(marked_folder).collect();
    for path in files() {
        // Bytecode follows its source.
        let source = module::source_of_bytecode(path);
        if source.is_some_and(|source| survey.package.get(&source).is_some()) {
            continue;
        }
        let folder = marked_folder(path).filter(|folder| with_code.contains(folder));
        let name = folder.map(|folder| folder.rsplit('/').next().unwrap_or(folder));
        let is_test = name.is_some_and(|name| FOLDERS.contains(&name));
        let has_fixtures = path.file_name().strip_suffix(".py") == Some(FIXTURES);
        if has_fixtures || is_test && Kind::of(path) != Kind::Metadata {
            found.add(path, "part of tests");
        }
    }
}
