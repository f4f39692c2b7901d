//! `cargo xtask tidy`: the house rules that the compiler does not check.
//!
//! Each rule is a pure function over what was read; this module reads and prints.

mod dependencies;
mod lockfile;
mod manifest;
mod source;
mod tools;
mod words;

use std::ffi::OsStr;
use std::fmt;
use std::path::{Component, Path, PathBuf};

use anyhow::ensure;

use crate::workspace::Workspace;

/// Something that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Finding {
    file: PathBuf,
    line: Option<usize>,
    message: String,
}

impl Finding {
    fn new(file: impl Into<PathBuf>, message: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            line: None,
            message: message.into(),
        }
    }

    fn at(line: usize, file: impl Into<PathBuf>, message: impl Into<String>) -> Self {
        Self {
            line: Some(line),
            ..Self::new(file, message)
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.message)
    }
}

/// Checks every rule, then runs those outside checkers that are installed.
pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<()> {
    let mut findings = Vec::new();
    for package in &workspace.packages {
        let manifest = relative(workspace, &package.manifest_path);
        findings.extend(dependencies::check(package, &manifest));
        let text = fs_err::read_to_string(&package.manifest_path)?;
        findings.extend(manifest::check(&package.name, &manifest, &text));
    }
    let lock = fs_err::read_to_string(workspace.root.join("Cargo.lock"))?;
    findings.extend(lockfile::check(&lock));
    for file in workspace.files()? {
        // A file that is no text has no lines to judge.
        let Ok(text) = String::from_utf8(fs_err::read(workspace.root.join(&file))?) else {
            continue;
        };
        findings.extend(words::check(&file, &text));
        findings.extend(source::check(&file, &text));
    }
    for finding in &findings {
        println!("{finding}");
    }
    ensure!(findings.is_empty(), "tidy has {} findings", findings.len());
    tools::run(workspace)
}

fn relative(workspace: &Workspace, path: &Path) -> PathBuf {
    path.strip_prefix(&workspace.root)
        .unwrap_or(path)
        .to_owned()
}

/// Returns a file's text up to its tests; a file that only serves tests has none.
fn product_code<'a>(file: &Path, text: &'a str) -> &'a str {
    let serves_tests = |part: Component<'_>| {
        ["tests", "tests.rs", "fixtures"]
            .map(OsStr::new)
            .contains(&part.as_os_str())
    };
    if file.components().any(serves_tests) {
        return "";
    }
    let is_rust = file.extension().is_some_and(|extension| extension == "rs");
    let end = is_rust.then(|| text.find("#[cfg(test)]\nmod ")).flatten();
    &text[..end.unwrap_or(text.len())]
}
