//! Documentation, examples and benchmarks of distributions. Licences stay: they oblige.

use crate::inventory::Kind;
use crate::package::PackagePath;
use crate::source::module;

use super::{Found, Guard, Rule, Survey, marked_folder};

pub(super) const RULE: Rule = Rule {
    name: "documents",
    guard: Guard::Used,
    find,
};

pub(super) const FOLDERS: &[&str] = &["benchmarks", "doc", "docs", "example", "examples"];

const FILES: &[&str] = &["CHANGELOG", "CHANGES", "CONTRIBUTING", "HISTORY", "README"];

/// How deep a folder of documents lies at most; deeper ones are rather data.
const DEEPEST: usize = 2;

fn find(survey: &Survey<'_>, found: &mut Found<'_>) {
    for (path, _) in survey.distributed() {
        let source = module::source_of_bytecode(path);
        let follows = source.is_some_and(|source| survey.package.get(&source).is_some());
        if follows || Kind::of(path) == Kind::Metadata {
            continue;
        }
        if is_manual(path) {
            found.add(path, "a manual page");
        } else if in_folder(path) {
            found.add(path, "documentation or an example");
        } else if is_read_by_people(path) {
            found.add(path, "documentation");
        }
    }
}

fn in_folder(path: &PackagePath) -> bool {
    let Some(folder) = marked_folder(path) else {
        return false;
    };
    let name = folder.rsplit('/').next().unwrap_or(folder);
    FOLDERS.contains(&name) && folder.matches('/').count() <= DEEPEST
}

fn is_manual(path: &PackagePath) -> bool {
    ["share/man/", "share/doc/"]
        .iter()
        .any(|folder| path.as_str().starts_with(folder))
}

fn is_read_by_people(path: &PackagePath) -> bool {
    let is_text = matches!(path.extension(), Some("md" | "rst" | "txt"));
    is_text && FILES.iter().any(|name| path.file_name().starts_with(name))
}
