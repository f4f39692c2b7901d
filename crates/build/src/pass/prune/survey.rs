//! What pruning knows of a package: its files, its modules, and what its sources say.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;

use crate::context::Context;
use crate::inventory::Kind;
use crate::package::{Entry, Package, PackagePath};
use crate::pass::PassError;
use crate::source::{Facts, module};

use super::proposal::Proposals;
use super::rule;

/// What is known.
#[derive(Debug)]
pub(super) struct Survey<'a> {
    pub(super) package: &'a Package,
    pub(super) context: &'a Context,
    /// Folders that modules are imported from.
    pub(super) import_folders: Vec<String>,
    /// Files by the place of the module that they hold.
    modules: BTreeMap<String, Vec<&'a PackagePath>>,
    /// Modules in folders of tests and documents, by all ends of their places that begin above.
    ends: BTreeMap<String, Vec<&'a PackagePath>>,
    /// What each source says that is read.
    pub(super) facts: BTreeMap<PackagePath, Facts>,
}

impl<'a> Survey<'a> {
    pub(super) fn new(package: &'a Package, context: &'a Context) -> Self {
        let mut modules: BTreeMap<String, Vec<&PackagePath>> = BTreeMap::new();
        let mut ends: BTreeMap<String, Vec<&PackagePath>> = BTreeMap::new();
        let mut import_folders = BTreeSet::from([String::new()]);
        for (path, entry) in package.entries() {
            if let Some(place) = module::place(path) {
                for end in ends_of(&place, path) {
                    ends.entry(end).or_default().push(path);
                }
                modules.entry(place).or_default().push(path);
            }
            import_folders.extend(site(path, entry));
        }
        Self {
            package,
            context,
            import_folders: import_folders.into_iter().collect(),
            modules,
            ends,
            facts: BTreeMap::new(),
        }
    }

    /// Returns the files of distributions, with the names of those.
    pub(super) fn distributed(&self) -> impl Iterator<Item = (&'a PackagePath, &'a str)> {
        let entries = self.package.entries();
        entries.filter_map(|(path, entry)| Some((path, entry.distribution.as_deref()?)))
    }

    /// Returns the distribution of a file; none for the function's own.
    pub(super) fn distribution(&self, path: &PackagePath) -> Option<&'a str> {
        self.package.get(path)?.distribution.as_deref()
    }

    /// Returns the files that hold the module at a place.
    pub(super) fn modules_at(&self, place: &str) -> &[&'a PackagePath] {
        self.modules.get(place).map_or(&[], Vec::as_slice)
    }

    /// Returns the files in folders of tests and documents that would hold the module at a place, were
    /// a folder above them put on the path, as code may do when it runs.
    pub(super) fn modules_ending(&self, place: &str) -> &[&'a PackagePath] {
        self.ends.get(place).map_or(&[], Vec::as_slice)
    }

    /// Reads all sources that no rule proposes, some at a time.
    pub(super) fn read_sources(&mut self, proposals: &Proposals) -> Result<(), PassError> {
        let sources: Vec<(&PackagePath, &Entry)> = self
            .package
            .entries()
            .filter(|(path, _)| Kind::of(path) == Kind::Python && !proposals.goes(path))
            .collect();
        let n_threads = thread::available_parallelism()
            .map_or(1, usize::from)
            .min(8);
        let size = sources.len().div_ceil(n_threads).max(1);
        let read = thread::scope(|scope| {
            let parts = sources
                .chunks(size)
                .map(|part| scope.spawn(|| read_all(part)));
            let parts: Vec<_> = parts.collect();
            let joined = parts
                .into_iter()
                .map(|part| part.join().expect("reading never panics"));
            joined.collect::<Result<Vec<_>, PassError>>()
        })?;
        self.facts.extend(read.into_iter().flatten());
        Ok(())
    }

    /// Reads a source that turns out to stay.
    pub(super) fn read_source(&mut self, path: &PackagePath) -> Result<(), PassError> {
        let entry = self
            .package
            .get(path)
            .filter(|_| Kind::of(path) == Kind::Python);
        if let Some(entry) = entry {
            self.facts.insert(path.clone(), facts(path, entry)?);
        }
        Ok(())
    }

    /// Returns the text of a small file; what cannot be read says nothing.
    pub(super) fn text(&self, path: &PackagePath) -> Option<String> {
        let content = &self.package.get(path)?.content;
        let bytes = (content.size() < 1 << 24).then(|| content.read().ok())??;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// Returns the ends of a module's place that begin in a folder, not the outermost, and go through one
/// of tests or documents: `b/tests/c` for `a/b/tests/c`.
fn ends_of(place: &str, path: &PackagePath) -> Vec<String> {
    let Some(marked) = rule::marked_folder(path) else {
        return Vec::new();
    };
    // Nothing of that name can be the outermost: every package has tests of its own.
    let name_at = marked.rfind('/').map_or(0, |slash| slash + 1);
    let starts = place.match_indices('/').map(|(slash, _)| slash + 1);
    starts
        .take_while(|start| *start < name_at)
        .map(|start| place[start..].to_owned())
        .collect()
}

/// Returns the folder of packages that a distribution's metadata lies in.
fn site(path: &PackagePath, entry: &Entry) -> Option<String> {
    let is_metadata = matches!(path.file_name(), "METADATA" | "PKG-INFO");
    let folder = Some(path.folder()).filter(|_| is_metadata && entry.distribution.is_some())?;
    let (site, name) = folder.rsplit_once('/').unwrap_or(("", folder));
    let is_installed = name.ends_with(".dist-info") || name.ends_with(".egg-info");
    is_installed.then(|| site.to_owned())
}

fn read_all(sources: &[(&PackagePath, &Entry)]) -> Result<Vec<(PackagePath, Facts)>, PassError> {
    let read = sources
        .iter()
        .map(|(path, entry)| Ok(((*path).clone(), facts(path, entry)?)));
    read.collect()
}

fn facts(path: &PackagePath, entry: &Entry) -> Result<Facts, PassError> {
    let bytes = entry.content.read().map_err(|source| PassError::Read {
        path: path.as_str().into(),
        source,
    })?;
    Ok(Facts::read(&bytes))
}
