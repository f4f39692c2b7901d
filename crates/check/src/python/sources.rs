//! What is to be read.

use std::path::{Path, PathBuf};

/// Sources of a repository, and which of their functions Lambda calls.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// Folder that other paths are relative to.
    pub root: PathBuf,
    /// The files, relative to the folder; findings name them so.
    pub files: Vec<PathBuf>,
    /// Folders in which Python finds modules of one function: what a template's `CodeUri` names.
    pub code: Vec<PathBuf>,
    /// Folders in which Python finds modules of every function: layers.
    pub shared: Vec<PathBuf>,
    /// Handlers that templates name.
    pub handlers: Vec<Handler>,
}

/// A handler that a template names.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Handler {
    /// Folder of the code, relative to the root.
    pub code: PathBuf,
    /// Module and function: `app.handler`, `pkg/app.handler`.
    pub handler: String,
}

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It is deployed, or may be.
    Code,
    /// It tests.
    Test,
}

impl Role {
    /// Tells from a path, relative to the root.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        let in_tests = path
            .parent()
            .into_iter()
            .flat_map(Path::components)
            .any(|part| {
                let part = part.as_os_str().to_str().unwrap_or_default();
                matches!(
                    part,
                    "tests" | "test" | "testing" | "integration_tests" | "unit_tests"
                )
            });
        let stem = path
            .file_stem()
            .and_then(|stem| stem.to_str())
            .unwrap_or_default();
        let is_test = stem.starts_with("test_")
            || stem.ends_with("_test")
            || matches!(stem, "conftest" | "tests" | "noxfile" | "setup");
        if in_tests || is_test {
            Self::Test
        } else {
            Self::Code
        }
    }
}

/// Returns a path with `/` between its parts and without `.`; `None` for one that leaves the root.
pub(crate) fn key(path: &Path) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.components() {
        match part {
            std::path::Component::Normal(part) => parts.push(part.to_str()?),
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => {
                parts.pop()?;
            }
            _ => return None,
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_told_apart() {
        let is_test = |path: &str| Role::of(Path::new(path)) == Role::Test;
        assert!(is_test("tests/unit/helpers.py"));
        assert!(is_test("src/test_app.py") && is_test("conftest.py"));
        assert!(!is_test("src/app.py") && !is_test("src/contest/app.py"));
    }

    #[test]
    fn paths_stay_within_the_root() {
        assert_eq!(key(Path::new("./a/../b/c.py")).as_deref(), Some("b/c.py"));
        assert_eq!(key(Path::new("a/../../b")), None);
        assert_eq!(key(Path::new("/a")), None);
    }
}
