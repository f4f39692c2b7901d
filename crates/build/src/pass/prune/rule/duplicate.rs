//! Libraries that two distributions brought alike: nothing is done about them, and it is said.
//!
//! A link in place of the second would do, and the loader takes the first for both by its name; but
//! not every tool that packs a folder keeps links.

use std::collections::BTreeMap;

use crate::package::PackagePath;

use super::{Found, Guard, Rule, Survey};

pub(super) const RULE: Rule = Rule {
    name: "duplicates",
    guard: Guard::Wanted,
    find,
};

/// Smallest library that is worth a word.
const LEAST_BYTES: u64 = 100_000;

fn find(survey: &Survey<'_>, found: &mut Found<'_>) {
    // Tools that put libraries beside a package name them by a hash of what they hold.
    let mut libraries: BTreeMap<(&str, u64), Vec<&PackagePath>> = BTreeMap::new();
    for (path, entry) in survey.package.entries() {
        let size = entry.content.size();
        let is_brought = path.folder().rsplit('.').next() == Some("libs");
        if is_brought && size >= LEAST_BYTES && !found.goes(path) {
            libraries
                .entry((path.file_name(), size))
                .or_default()
                .push(path);
        }
    }
    for ((_, size), paths) in libraries {
        if let [first, second, ..] = paths.as_slice() {
            let size = size / 1000;
            found.note(format!(
                "`{second}` ({size} kB) is the same library as `{first}`"
            ));
        }
    }
}
