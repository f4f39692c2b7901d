//! Making a manifest from a package.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::thread;

use sha2::{Digest as _, Sha256};

use super::{
    ChangeRecord, DistributionRecord, Done, FileRecord, Manifest, PassTotal, SCHEMA, Subject,
    Totals,
};
use crate::inventory::Kind;
use crate::package::{Change, ChangeKind, Content, Entry, Package, PackagePath};

/// Why a manifest could not be made: a file could not be read.
#[derive(Debug, thiserror::Error)]
#[error("could not read `{path}` of the package")]
pub struct MakeError {
    /// The file.
    pub path: PackagePath,
    /// The cause.
    pub source: io::Error,
}

impl Manifest {
    /// Accounts for a package that all passes went over.
    pub fn of(package: &Package, subject: Subject) -> Result<Self, MakeError> {
        let files = files(package)?;
        let changes: Vec<ChangeRecord> = package
            .changes()
            .flat_map(|(path, changes)| changes.iter().map(|change| record(path, change)))
            .collect();
        Ok(Self {
            schema: SCHEMA.to_owned(),
            subject,
            totals: totals(&files, &changes),
            distributions: distributions(package, &files, &changes),
            files,
            changes,
            imports: Vec::new(),
        })
    }
}

fn record(path: &PackagePath, change: &Change) -> ChangeRecord {
    ChangeRecord {
        path: path.to_string(),
        pass: change.pass.to_owned(),
        kind: match change.kind {
            ChangeKind::Added => Done::Added,
            ChangeKind::Replaced => Done::Replaced,
            ChangeKind::Removed => Done::Removed,
            ChangeKind::Kept => Done::Kept,
        },
        reason: change.reason.clone(),
        bytes_before: change.bytes_before,
        bytes_after: change.bytes_after,
        distribution: change.distribution.as_deref().map(str::to_owned),
    }
}

/// Reads and hashes all files, some at a time.
fn files(package: &Package) -> Result<Vec<FileRecord>, MakeError> {
    let entries: Vec<(&PackagePath, &Entry)> = package.entries().collect();
    let n_threads = thread::available_parallelism()
        .map_or(1, usize::from)
        .min(8);
    let size = entries.len().div_ceil(n_threads).max(1);
    let parts = thread::scope(|scope| {
        let parts = entries.chunks(size).map(|part| {
            let each = move || part.iter().map(|(path, entry)| file(path, entry)).collect();
            scope.spawn(each)
        });
        let parts: Vec<_> = parts.collect();
        let joined = parts
            .into_iter()
            .map(|part| part.join().expect("hashing never panics"));
        joined.collect::<Result<Vec<Vec<FileRecord>>, MakeError>>()
    })?;
    Ok(parts.into_iter().flatten().collect())
}

fn file(path: &PackagePath, entry: &Entry) -> Result<FileRecord, MakeError> {
    let link = match &entry.content {
        Content::Link(target) => Some(target.to_string()),
        _ => None,
    };
    let sha256 = match &link {
        Some(target) => hash(target.as_bytes()),
        None => hash(&entry.content.read().map_err(|source| MakeError {
            path: path.clone(),
            source,
        })?),
    };
    Ok(FileRecord {
        path: path.to_string(),
        kind: Kind::of(path),
        bytes: entry.content.size(),
        sha256,
        executable: entry.executable,
        link,
        distribution: entry.distribution.as_deref().map(str::to_owned),
    })
}

fn hash(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Returns, by path, the size before any pass; a file that was not there has none.
pub(super) fn sizes_before<'a>(
    files: &'a [FileRecord],
    changes: &'a [ChangeRecord],
) -> BTreeMap<&'a str, u64> {
    let mut sizes: BTreeMap<&str, Option<u64>> = BTreeMap::new();
    for change in changes.iter().filter(|change| change.kind != Done::Kept) {
        let before = (change.kind != Done::Added).then_some(change.bytes_before);
        // Only the first change saw the file as it was.
        sizes.entry(&change.path).or_insert(before);
    }
    for file in files {
        sizes.entry(&file.path).or_insert(Some(file.bytes));
    }
    let known = sizes
        .into_iter()
        .filter_map(|(path, size)| Some((path, size?)));
    known.collect()
}

pub(super) fn totals(files: &[FileRecord], changes: &[ChangeRecord]) -> Totals {
    let before = sizes_before(files, changes);
    let mut passes: BTreeMap<&str, PassTotal> = BTreeMap::new();
    for change in changes {
        let pass = passes.entry(&change.pass).or_default();
        match change.kind {
            Done::Added => pass.n_added += 1,
            Done::Replaced => pass.n_replaced += 1,
            Done::Removed => pass.n_removed += 1,
            Done::Kept => pass.n_kept += 1,
        }
        let (before, after) = (change.bytes_before, change.bytes_after);
        let (added, removed) = (after.saturating_sub(before), before.saturating_sub(after));
        pass.bytes_added = pass.bytes_added.saturating_add(added);
        pass.bytes_removed = pass.bytes_removed.saturating_add(removed);
    }
    let named = passes.into_iter().map(|(name, total)| PassTotal {
        name: name.to_owned(),
        ..total
    });
    Totals {
        n_files_before: before.len(),
        n_files: files.len(),
        bytes_before: before
            .values()
            .fold(0, |sum, size| sum.saturating_add(*size)),
        bytes: files
            .iter()
            .fold(0, |sum, file| sum.saturating_add(file.bytes)),
        passes: named.collect(),
    }
}

fn distributions(
    package: &Package,
    files: &[FileRecord],
    changes: &[ChangeRecord],
) -> Vec<DistributionRecord> {
    let mut sums: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
    for change in changes {
        if let Some(owner) = &change.distribution {
            owners.entry(&change.path).or_insert(owner);
        }
    }
    for file in files {
        if let Some(owner) = &file.distribution {
            owners.insert(&file.path, owner);
            sums.entry(owner).or_default().1 += file.bytes;
        }
    }
    for (path, size) in sizes_before(files, changes) {
        if let Some(owner) = owners.get(path) {
            sums.entry(owner).or_default().0 += size;
        }
    }
    let records = sums
        .into_iter()
        .map(|(name, (bytes_before, bytes))| DistributionRecord {
            name: name.to_owned(),
            version: package.version(name).map(str::to_owned),
            bytes_before,
            bytes,
        });
    records.collect()
}
