//! What people wrote in a repository, as opposed to what was built or installed there.

use std::ffi::OsStr;
use std::path::Path;

use ignore::WalkBuilder;

/// Folders that hold what was built or installed.
const OTHERS: [&str; 13] = [
    ".aws-sam",
    ".git",
    ".serverless",
    ".terraform",
    ".tox",
    ".venv",
    ".warmfront",
    "__pycache__",
    "cdk.out",
    "node_modules",
    "site-packages",
    "target",
    "venv",
];

/// Says whether a folder holds what was built or installed, by its name.
pub(crate) fn is_other(name: &str) -> bool {
    OTHERS.contains(&name)
}

/// Returns a walk through a repository, whose folders are still to be chosen.
pub(crate) fn walk(top: &Path, deepest: usize) -> WalkBuilder {
    let mut walk = WalkBuilder::new(top);
    walk.max_depth(Some(deepest))
        .hidden(true)
        // What lies above the folder, or in the user's home, says nothing about it.
        .parents(false)
        .git_global(false)
        .follow_links(false)
        .sort_by_file_name(OsStr::cmp);
    walk
}
