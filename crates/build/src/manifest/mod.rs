//! The manifest: every file and every change of a package, with why, as a versioned document.
//!
//! It is made from a [`crate::package::Package`] that all passes went over, written as JSON, and read
//! back to explain a path or to compare sizes with an earlier build. Reading does not believe it: a
//! manifest may be of another version, cut short, or changed.

mod diff;
mod explain;
mod imports;
mod kept;
mod make;

use serde::{Deserialize, Serialize};

use crate::inventory::Kind;

pub use diff::{Diff, SizeChange};
pub use kept::ReadError;
pub use make::MakeError;

/// Name and version of the document.
pub const SCHEMA: &str = "warmfront.build/1";

/// Name under which it lies in a package's folder.
pub const FILE_NAME: &str = "warmfront-manifest.json";

/// The account of a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`SCHEMA`].
    pub schema: String,
    /// What was built, and what came of it.
    pub subject: Subject,
    /// Sums of what follows.
    pub totals: Totals,
    /// Distributions, by name; those of which nothing is left included.
    pub distributions: Vec<DistributionRecord>,
    /// Files, by path.
    pub files: Vec<FileRecord>,
    /// What was done to files, by path and then in order.
    pub changes: Vec<ChangeRecord>,
    /// Imports that were looked at for deferring, by their place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub imports: Vec<ImportRecord>,
}

/// An import that could have been deferred, or was.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRecord {
    /// The module whose statement it is.
    pub importer: String,
    /// Its source.
    pub path: String,
    /// Line of the statement, from 1.
    pub line: u32,
    /// The module that it loads.
    pub loads: String,
    /// The name that it binds.
    pub binds: String,
    /// Whether it waits until it is used.
    pub deferred: bool,
    /// Why, or why not.
    pub reason: String,
    /// CPU time in microseconds that a cold start saves by it; where it is not deferred, the most that
    /// it could save.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saves_us: Option<u64>,
}

/// What was built.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// Name of the function.
    pub function: String,
    /// Its handler.
    pub handler: String,
    /// What it was built for, such as `python3.12-x86_64`.
    pub target: String,
    /// Version of the program that built it.
    pub built_by: String,
    /// Passes that were applied, in order.
    pub passes: Vec<PassRecord>,
    /// What verifying it against the original said, where it was verified.
    pub verification: Option<Verification>,
    /// What a reader should know.
    pub notes: Vec<String>,
}

/// A pass that was applied.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassRecord {
    /// Its name.
    pub name: String,
    /// Options that it had, such as `keep=pandas/tests`.
    pub options: Vec<String>,
    /// What it had to say beside its changes.
    pub notes: Vec<String>,
}

/// What verification said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// The verdict: `same`, `different` or `unjudged`.
    pub verdict: String,
    /// How many events were run, generated ones included.
    pub n_events: usize,
    /// Changes that were taken back, and what else a reader should know.
    pub notes: Vec<String>,
}

/// Sums over a package.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Files before any pass.
    pub n_files_before: usize,
    /// Files now.
    pub n_files: usize,
    /// Bytes before any pass.
    pub bytes_before: u64,
    /// Bytes now.
    pub bytes: u64,
    /// What each pass did, in order of their names.
    pub passes: Vec<PassTotal>,
}

/// What a pass did, in sum.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassTotal {
    /// Its name.
    pub name: String,
    /// Files that it added.
    pub n_added: usize,
    /// Files that it replaced.
    pub n_replaced: usize,
    /// Files that it removed.
    pub n_removed: usize,
    /// Files that it kept, though they could have gone.
    pub n_kept: usize,
    /// Bytes that it added.
    pub bytes_added: u64,
    /// Bytes that it removed.
    pub bytes_removed: u64,
}

/// A distribution.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DistributionRecord {
    /// Its normalised name.
    pub name: String,
    /// Its version, where known.
    pub version: Option<String>,
    /// Bytes of its files before any pass.
    pub bytes_before: u64,
    /// Bytes of its files now.
    pub bytes: u64,
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// Its path.
    pub path: String,
    /// What it is for.
    pub kind: Kind,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of what it holds, in hexadecimal; of a link's target path for a link.
    pub sha256: String,
    /// Whether it may be executed.
    #[serde(default, skip_serializing_if = "is_default")]
    pub executable: bool,
    /// Where it leads, for a symbolic link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// The distribution that it came with; the function's own when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distribution: Option<String>,
}

/// What was done to a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeRecord {
    /// Its path.
    pub path: String,
    /// The pass that did it.
    pub pass: String,
    /// What was done.
    pub kind: Done,
    /// Why.
    pub reason: String,
    /// Size before.
    pub bytes_before: u64,
    /// Size after.
    pub bytes_after: u64,
    /// The distribution that it came with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distribution: Option<String>,
}

/// What was done, as [`crate::package::ChangeKind`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Done {
    /// It is new.
    Added,
    /// It holds something else.
    Replaced,
    /// It is gone.
    Removed,
    /// It could have gone, and stayed.
    Kept,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[cfg(test)]
mod tests;
