//! A package: what would be deployed, as paths and contents, with what was done to each file.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

/// Path of a file in a package: relative, with slashes, without `.` and `..`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PackagePath(String);

/// A text that is no path of a package's file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` cannot be the path of a file in a package")]
pub struct NotAPackagePath(String);

impl PackagePath {
    /// Reads a path.
    pub fn new(text: impl Into<String>) -> Result<Self, NotAPackagePath> {
        let text = text.into();
        let wrong = |part: &str| part.is_empty() || part == "." || part == "..";
        if text.split('/').any(wrong) || text.contains(['\0', '\\']) {
            return Err(NotAPackagePath(text));
        }
        Ok(Self(text))
    }

    /// Returns it as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PackagePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// What this file holds.
    File {
        /// Where it is.
        path: PathBuf,
        /// Its size when it was looked at.
        size: u64,
    },
    /// These bytes.
    Bytes(Arc<[u8]>),
    /// A symbolic link, within the package.
    Link(PackagePath),
}

/// A file of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it holds.
    pub content: Content,
    /// Whether it may be executed.
    pub executable: bool,
    /// The distribution that it came with, by its normalised name; the function's own when absent.
    pub distribution: Option<Arc<str>>,
}

/// What a pass did to a file, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Name of the pass.
    pub pass: &'static str,
    /// What it did.
    pub kind: ChangeKind,
    /// Why, in a few words that a reader understands.
    pub reason: String,
    /// Size of the file before; zero when it was not there.
    pub bytes_before: u64,
    /// Size of the file after; zero when it is gone.
    pub bytes_after: u64,
}

/// What was done to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It holds something else.
    Replaced,
    /// It is gone.
    Removed,
    /// It could have gone, and stayed.
    Kept,
}

/// What would be deployed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Package {
    entries: BTreeMap<PackagePath, Entry>,
    changes: BTreeMap<PackagePath, Vec<Change>>,
}

impl Content {
    /// Returns the number of bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        match self {
            Self::File { size, .. } => *size,
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Link(_) => 0,
        }
    }
}

impl Package {
    /// Puts a file of the original in.
    pub fn insert(&mut self, path: PackagePath, entry: Entry) {
        self.entries.insert(path, entry);
    }

    /// Returns the files in order of their paths.
    pub fn entries(&self) -> impl Iterator<Item = (&PackagePath, &Entry)> {
        self.entries.iter()
    }

    /// Returns a file.
    #[must_use]
    pub fn get(&self, path: &PackagePath) -> Option<&Entry> {
        self.entries.get(path)
    }

    /// Returns what was done to which files, in order of their paths.
    pub fn changes(&self) -> impl Iterator<Item = (&PackagePath, &[Change])> {
        self.changes
            .iter()
            .map(|(path, changes)| (path, changes.as_slice()))
    }

    /// Puts a file in, or another in its place.
    pub fn put(
        &mut self,
        pass: &'static str,
        path: PackagePath,
        entry: Entry,
        reason: impl Into<String>,
    ) {
        let bytes_after = entry.content.size();
        let old = self.entries.insert(path.clone(), entry);
        let change = Change {
            pass,
            kind: match old {
                Some(_) => ChangeKind::Replaced,
                None => ChangeKind::Added,
            },
            reason: reason.into(),
            bytes_before: old.map_or(0, |entry| entry.content.size()),
            bytes_after,
        };
        self.changes.entry(path).or_default().push(change);
    }

    /// Takes a file out.
    pub fn remove(&mut self, pass: &'static str, path: &PackagePath, reason: impl Into<String>) {
        let Some(old) = self.entries.remove(path) else {
            return;
        };
        let change = Change {
            pass,
            kind: ChangeKind::Removed,
            reason: reason.into(),
            bytes_before: old.content.size(),
            bytes_after: 0,
        };
        self.changes.entry(path.clone()).or_default().push(change);
    }

    /// Notes why a file stays that could have gone.
    pub fn keep(&mut self, pass: &'static str, path: &PackagePath, reason: impl Into<String>) {
        let Some(entry) = self.entries.get(path) else {
            return;
        };
        let size = entry.content.size();
        let change = Change {
            pass,
            kind: ChangeKind::Kept,
            reason: reason.into(),
            bytes_before: size,
            bytes_after: size,
        };
        self.changes.entry(path.clone()).or_default().push(change);
    }

    /// Returns the number of bytes of all files.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.entries
            .values()
            .map(|entry| entry.content.size())
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_in_the_package() {
        for wrong in [
            "",
            "/etc/passwd",
            "a/../b",
            "a//b",
            "./a",
            "a/",
            "a\\b",
            "a\0",
        ] {
            assert!(PackagePath::new(wrong).is_err(), "{wrong}");
        }
        assert!(PackagePath::new("a/b..c/.d").is_ok());
    }
}
