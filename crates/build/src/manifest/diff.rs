//! How sizes differ between two builds.

use std::collections::BTreeMap;

use super::{DistributionRecord, Manifest};

/// How two builds differ.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diff {
    /// Bytes of the old build.
    pub bytes_before: u64,
    /// Bytes of the new one.
    pub bytes_after: u64,
    /// Distributions whose version or size differs, the largest difference first; the function's own
    /// files have no name.
    pub distributions: Vec<SizeChange>,
    /// Files whose size or content differs, the largest difference first.
    pub files: Vec<SizeChange>,
}

/// Something whose size differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SizeChange {
    /// What it is called.
    pub name: String,
    /// Version in the old build, of a distribution.
    pub version_before: Option<String>,
    /// Version in the new one.
    pub version_after: Option<String>,
    /// Bytes in the old build; none when it was not there.
    pub bytes_before: Option<u64>,
    /// Bytes in the new one; none when it is gone.
    pub bytes_after: Option<u64>,
}

impl SizeChange {
    /// Returns by how much the size differs, either way.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let (before, after) = (self.bytes_before, self.bytes_after);
        before.unwrap_or(0).abs_diff(after.unwrap_or(0))
    }
}

impl Diff {
    /// Compares two builds.
    #[must_use]
    pub fn between(old: &Manifest, new: &Manifest) -> Self {
        Self {
            bytes_before: old.totals.bytes,
            bytes_after: new.totals.bytes,
            distributions: distributions(old, new),
            files: files(old, new),
        }
    }
}

fn distributions(old: &Manifest, new: &Manifest) -> Vec<SizeChange> {
    let (old, new) = (sums(old), sums(new));
    let differ = pair(&old, &new, |one, other| {
        one.bytes == other.bytes && one.version == other.version
    });
    let changes = differ.into_iter().map(|(name, before, after)| SizeChange {
        name: (*name).to_owned(),
        version_before: before.and_then(|record| record.version.clone()),
        version_after: after.and_then(|record| record.version.clone()),
        bytes_before: before.map(|record| record.bytes),
        bytes_after: after.map(|record| record.bytes),
    });
    largest_first(changes.collect())
}

/// Returns the distributions that are left in a build, and the function's own files as one.
fn sums(manifest: &Manifest) -> BTreeMap<&str, DistributionRecord> {
    let left = manifest
        .distributions
        .iter()
        .filter(|record| record.bytes > 0);
    let mut sums: BTreeMap<&str, DistributionRecord> = left
        .map(|record| (record.name.as_str(), record.clone()))
        .collect();
    let own = manifest
        .files
        .iter()
        .filter(|file| file.distribution.is_none());
    // Sizes that were read are not believed to be possible.
    let bytes = own.fold(0_u64, |sum, file| sum.saturating_add(file.bytes));
    sums.entry("").or_default().bytes = bytes;
    sums
}

fn files(old: &Manifest, new: &Manifest) -> Vec<SizeChange> {
    let by_path = |manifest: &'_ Manifest| -> BTreeMap<String, (u64, String)> {
        let files = manifest.files.iter();
        let files = files.map(|file| (file.path.clone(), (file.bytes, file.sha256.clone())));
        files.collect()
    };
    let (old, new) = (by_path(old), by_path(new));
    let differ = pair(&old, &new, |one, other| one == other);
    let changes = differ.into_iter().map(|(path, before, after)| SizeChange {
        name: path.clone(),
        version_before: None,
        version_after: None,
        bytes_before: before.map(|(bytes, _)| *bytes),
        bytes_after: after.map(|(bytes, _)| *bytes),
    });
    largest_first(changes.collect())
}

type Pair<'a, K, V> = (&'a K, Option<&'a V>, Option<&'a V>);

/// Returns what is in one only, or differs.
fn pair<'a, K: Ord, V>(
    old: &'a BTreeMap<K, V>,
    new: &'a BTreeMap<K, V>,
    same: impl Fn(&V, &V) -> bool,
) -> Vec<Pair<'a, K, V>> {
    let gone = old.keys().filter(|key| !new.contains_key(*key));
    let keys = gone.chain(new.keys());
    let pairs = keys.map(|key| (key, old.get(key), new.get(key)));
    let differ = pairs.filter(|(_, before, after)| match (before, after) {
        (Some(before), Some(after)) => !same(before, after),
        _ => true,
    });
    differ.collect()
}

fn largest_first(mut changes: Vec<SizeChange>) -> Vec<SizeChange> {
    changes.sort_by(|one, other| {
        let by_size = other.bytes().cmp(&one.bytes());
        by_size.then_with(|| one.name.cmp(&other.name))
    });
    changes
}
