//! Why a file, a folder or a module stayed or went, in words.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{ChangeRecord, Done, FileRecord, Manifest};
use crate::package::PackagePath;
use crate::source::module;

/// Most files of a folder that are told one by one.
const MOST_LISTED: usize = 10;

impl Manifest {
    /// Says why a file, a folder or a module (`pandas.tests`) stayed or went, and which imports of it
    /// wait; nothing when there is and was none of that name.
    #[must_use]
    pub fn explain(&self, asked: &str) -> Option<String> {
        let asked = asked
            .strip_prefix("./")
            .unwrap_or(asked)
            .trim_end_matches('/');
        match (self.explain_imports(asked), self.explain_files(asked)) {
            (Some(imports), Some(files)) => Some(format!("{imports}\n{files}")),
            (imports, files) => imports.or(files),
        }
    }

    fn explain_files(&self, asked: &str) -> Option<String> {
        let found = Found::at(self, asked);
        let found = if found.is_empty() {
            Found::of_module(self, asked)
        } else {
            found
        };
        if found.is_empty() {
            return None;
        }
        Some(match found.paths().as_slice() {
            [path] => found.of_one(self, path),
            _ => found.of_many(asked),
        })
    }
}

/// Files and changes that were asked about.
struct Found<'a> {
    files: Vec<&'a FileRecord>,
    changes: Vec<&'a ChangeRecord>,
}

impl<'a> Found<'a> {
    fn by(manifest: &'a Manifest, asked: impl Fn(&str) -> bool) -> Self {
        let files = manifest.files.iter().filter(|file| asked(&file.path));
        let changes = manifest.changes.iter().filter(|change| asked(&change.path));
        Self {
            files: files.collect(),
            changes: changes.collect(),
        }
    }

    fn at(manifest: &'a Manifest, asked: &str) -> Self {
        Self::by(manifest, |path| {
            let rest = path.strip_prefix(asked);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    /// Finds a module's file, and all of a package, wherever it is imported from.
    fn of_module(manifest: &'a Manifest, asked: &str) -> Self {
        let place = asked.replace('.', "/");
        let below = format!("{place}/");
        let sites = ["", "python/"];
        Self::by(manifest, |path| {
            let mut inside = sites.iter().filter_map(|site| path.strip_prefix(site));
            inside.any(|path| {
                let module = PackagePath::new(path)
                    .ok()
                    .and_then(|path| module::place(&path));
                path.starts_with(&below) || module.as_deref() == Some(&place)
            })
        })
    }

    fn is_empty(&self) -> bool {
        self.files.is_empty() && self.changes.is_empty()
    }

    fn paths(&self) -> Vec<&'a str> {
        let files = self.files.iter().map(|file| file.path.as_str());
        let mut paths: Vec<&str> = files
            .chain(self.changes.iter().map(|change| &*change.path))
            .collect();
        paths.sort_unstable();
        paths.dedup();
        paths
    }

    fn of_one(&self, manifest: &Manifest, path: &str) -> String {
        let file = self.files.first();
        let changed = self
            .changes
            .first()
            .and_then(|change| change.distribution.as_deref());
        let owner = file
            .and_then(|file| file.distribution.as_deref())
            .or(changed);
        let mut text = format!("`{path}`, {}\n", of(manifest, owner));
        for change in &self.changes {
            let (before, after) = (size(change.bytes_before), size(change.bytes_after));
            let what = match change.kind {
                Done::Added => format!("added ({after})"),
                Done::Replaced => format!("replaced ({before}, now {after})"),
                Done::Removed => format!("went ({before})"),
                Done::Kept => format!("stayed ({after})"),
            };
            let _ = writeln!(text, "  {}: {what}: {}", change.pass, change.reason);
        }
        if let Some(file) = file.filter(|_| self.changes.is_empty()) {
            let _ = writeln!(
                text,
                "  stayed ({}): no pass had a reason to touch it",
                size(file.bytes)
            );
        }
        text
    }

    fn of_many(&self, asked: &str) -> String {
        let sizes = self.files.iter().map(|file| file.bytes);
        let bytes = sizes.fold(0, u64::saturating_add);
        let n_files = count(self.files.len());
        let mut text = format!("`{asked}`: {n_files} in the package, {}\n", size(bytes));
        // By what was done, by which pass and why.
        let mut groups: BTreeMap<(Done, &str, &str), (usize, u64)> = BTreeMap::new();
        for change in &self.changes {
            let group = (change.kind, change.pass.as_str(), change.reason.as_str());
            let (n, bytes) = groups.entry(group).or_default();
            *n += 1;
            *bytes = bytes.saturating_add(change.bytes_before.max(change.bytes_after));
        }
        let mut groups: Vec<_> = groups.into_iter().collect();
        groups.sort_by_key(|(_, (_, bytes))| std::cmp::Reverse(*bytes));
        for ((done, pass, reason), (n, bytes)) in groups.iter().take(MOST_LISTED) {
            let what = match done {
                Done::Added => "added",
                Done::Replaced => "replaced",
                Done::Removed => "went",
                Done::Kept => "stayed",
            };
            let _ = writeln!(
                text,
                "  {pass}: {} {what} ({}): {reason}",
                count(*n),
                size(*bytes)
            );
        }
        if groups.len() > MOST_LISTED {
            let _ = writeln!(text, "  and {} other reasons", groups.len() - MOST_LISTED);
        }
        if groups.is_empty() {
            text.push_str("  no pass had a reason to touch them\n");
        }
        text
    }
}

fn of(manifest: &Manifest, owner: Option<&str>) -> String {
    let Some(owner) = owner else {
        return "of the function".to_owned();
    };
    let mut records = manifest.distributions.iter();
    let record = records.find(|record| record.name == owner);
    match record.and_then(|record| record.version.as_deref()) {
        Some(version) => format!("of {owner} {version}"),
        None => format!("of {owner}"),
    }
}

fn count(n: usize) -> String {
    match n {
        1 => "1 file".to_owned(),
        n => format!("{n} files"),
    }
}

/// Writes a size in tenths of the unit that fits, rounded down.
fn size(bytes: u64) -> String {
    let (unit, name) = match bytes {
        0..1_000 => return format!("{bytes} bytes"),
        1_000..1_000_000 => (1_000, "kB"),
        _ => (1_000_000, "MB"),
    };
    format!("{}.{} {name}", bytes / unit, bytes % unit / (unit / 10))
}
