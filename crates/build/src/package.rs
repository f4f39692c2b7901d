//! A package: what would be deployed, as paths and contents, with what was done to each file.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Read as _};
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

    /// Returns the name of the file, without its folder.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&*self.0, |(_, name)| name)
    }

    /// Returns the folder; empty for a file at the top.
    #[must_use]
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Returns the names of the folders, outermost first.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        self.folder().split('/').filter(|name| !name.is_empty())
    }

    /// Returns what follows the last dot of the name, if anything does.
    #[must_use]
    pub fn extension(&self) -> Option<&str> {
        let (stem, extension) = self.file_name().rsplit_once('.')?;
        (!stem.is_empty()).then_some(extension)
    }

    /// Returns whether it is the folder's file, at any depth.
    #[must_use]
    pub fn is_within(&self, folder: &str) -> bool {
        let rest = self.0.strip_prefix(folder);
        folder.is_empty() || rest.is_some_and(|rest| rest.starts_with('/'))
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
    /// The distribution that the file came with.
    pub distribution: Option<Arc<str>>,
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
    versions: BTreeMap<Arc<str>, String>,
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

    /// Returns the first bytes, at most so many.
    pub fn read_start(&self, most: usize) -> io::Result<Vec<u8>> {
        let mut start = Vec::new();
        match self {
            Self::Bytes(bytes) => start.extend(bytes.iter().take(most)),
            Self::Link(_) => {}
            Self::File { path, .. } => {
                let mut file = fs_err::File::open(path)?.take(most as u64);
                file.read_to_end(&mut start)?;
            }
        }
        Ok(start)
    }

    /// Returns the bytes; a link has none. A file that changed its size since it was looked at is
    /// refused, so that nothing is read that was not accounted for.
    pub fn read(&self) -> io::Result<Arc<[u8]>> {
        let (path, size) = match self {
            Self::Bytes(bytes) => return Ok(Arc::clone(bytes)),
            Self::Link(_) => return Ok(Arc::from([])),
            Self::File { path, size } => (path, *size),
        };
        let mut file = fs_err::File::open(path)?.take(size.saturating_add(1));
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        if bytes.len() as u64 != size {
            let message = format!("`{}` changed while it was read", path.display());
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        Ok(bytes.into())
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

    /// Returns the files of a folder, at any depth.
    pub fn within(&self, folder: &str) -> impl Iterator<Item = (&PackagePath, &Entry)> {
        let start = PackagePath(format!("{folder}/"));
        let entries = self.entries.range(start..);
        entries.take_while(move |(path, _)| path.is_within(folder))
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
        let distribution = entry.distribution.clone();
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
            distribution,
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
            distribution: old.distribution,
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
            distribution: entry.distribution.clone(),
        };
        self.changes.entry(path.clone()).or_default().push(change);
    }

    /// Notes which version of a distribution the package holds.
    pub fn set_version(&mut self, distribution: Arc<str>, version: String) {
        self.versions.insert(distribution, version);
    }

    /// Returns the distributions whose version is known, by name.
    pub fn versions(&self) -> impl Iterator<Item = (&str, &str)> {
        let versions = self.versions.iter();
        versions.map(|(name, version)| (&**name, &**version))
    }

    /// Returns the version of a distribution.
    #[must_use]
    pub fn version(&self, distribution: &str) -> Option<&str> {
        self.versions.get(distribution).map(String::as_str)
    }

    /// Returns the files of some distributions, with what was done to them.
    #[must_use]
    pub fn only(&self, wanted: impl Fn(&Arc<str>) -> bool) -> Self {
        let is_wanted = |owner: Option<&Arc<str>>| owner.is_some_and(&wanted);
        let entries = self.entries.iter();
        let entries = entries.filter(|(_, entry)| is_wanted(entry.distribution.as_ref()));
        let changes = self.changes.iter().filter(|(_, changes)| {
            let last = changes.last();
            is_wanted(last.and_then(|change| change.distribution.as_ref()))
        });
        let versions = self.versions.iter().filter(|(name, _)| wanted(name));
        Self {
            entries: entries
                .map(|(path, entry)| (path.clone(), entry.clone()))
                .collect(),
            changes: changes
                .map(|(path, changes)| (path.clone(), changes.clone()))
                .collect(),
            versions: versions
                .map(|(name, version)| (name.clone(), version.clone()))
                .collect(),
        }
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
