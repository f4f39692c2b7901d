//! What tools of developers leave in a project, and no function needs.
//!
//! The list holds folders that are surely not the function's: their names belong to a tool. What a
//! name only suggests (`tests`, `docs`, `events`) is for pruning to judge, which reads the code.
//! `.env` stays, since a function may load it, and is said, since it may hold secrets.

use std::path::Path;

use crate::manifest;

/// Why earlier builds are no part of the next; nobody needs to be told.
pub(super) const OWN: &str = "output of warmfront";

const FOLDERS: &[(&str, &str)] = &[
    (".aws-sam", "output of sam build"),
    (".chalice", "output of Chalice"),
    (".git", "version control"),
    (".github", "version control"),
    (".hg", "version control"),
    (".idea", "settings of an editor"),
    (".ipynb_checkpoints", "leftovers of notebooks"),
    (".mypy_cache", "cache of a checker"),
    (".nox", "environments of tests"),
    (".pytest_cache", "cache of tests"),
    (".ruff_cache", "cache of a checker"),
    (".serverless", "output of the Serverless Framework"),
    (".svn", "version control"),
    (".terraform", "cache of Terraform"),
    (".tox", "environments of tests"),
    (".vscode", "settings of an editor"),
    (".warmfront", OWN),
    ("cdk.out", "output of the CDK"),
    ("node_modules", "packages of Node.js"),
];

const FILES: &[(&str, &str)] = &[
    (".DS_Store", "leftovers of a desktop"),
    (".gitattributes", "version control"),
    (".gitignore", "version control"),
    ("Thumbs.db", "leftovers of a desktop"),
];

/// Returns why a folder of a project is no part of the package.
pub(super) fn folder(name: &str, folder: &Path) -> Option<&'static str> {
    if folder.join("pyvenv.cfg").is_file() {
        return Some("a virtual environment");
    }
    if folder.join(manifest::FILE_NAME).is_file() {
        return Some(OWN);
    }
    named(FOLDERS, name)
}

/// Returns why a file of a project is no part of the package.
pub(super) fn file(name: &str) -> Option<&'static str> {
    named(FILES, name)
}

/// Returns whether a file of a project may hold what should not be deployed.
pub(super) fn may_hold_secrets(name: &str) -> bool {
    let is_template = [".example", ".sample", ".template", ".dist"];
    name == ".env"
        || name.starts_with(".env.") && !is_template.iter().any(|end| name.ends_with(end))
}

fn named(list: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    let found = list.iter().find(|(listed, _)| *listed == name);
    found.map(|(_, reason)| *reason)
}
