//! Which installed package each module is of, by what installers left beside the packages.
//!
//! Folders of the search path are looked through for `*.dist-info` and `*.egg-info`. Which files are
//! whose is told by `RECORD`, by the top-level names that it shows, by `top_level.txt`, and at last
//! by the package's own name; a path inside none of the folders may be of an editable install. What
//! is written there is not trusted: reads are bounded, and no path that leads elsewhere is followed.

mod metadata;
mod owner;

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use crate::document::{Distribution, Millis, Module};

use super::Places;
use owner::Owners;

/// Packages, and which module is of which.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Packages of which at least one module was imported.
    pub(super) distributions: Vec<Distribution>,
    /// Which of them are somebody's work in progress.
    pub(super) editable: Vec<bool>,
    /// By module, its package.
    pub(super) of_module: Vec<Option<usize>>,
}

/// A package as it stands in a folder.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Installed {
    /// Its `*.dist-info` or `*.egg-info`.
    information: PathBuf,
    name: String,
    version: Option<String>,
    /// Whether it is somebody's work in progress: installed as a link to where it is written, or
    /// written right here.
    is_editable: bool,
    /// Where the link leads to.
    source: Option<PathBuf>,
}

/// Finds the packages of modules, whose paths are known.
pub(super) fn find(search_path: &[String], places: &Places, modules: &[Module]) -> Found {
    let mut owners = Owners::new(modules);
    for folder in folders(search_path, places) {
        let installed = metadata::installed(&folder);
        owners.claim(&folder, installed);
    }
    let mut found = Found {
        of_module: vec![None; modules.len()],
        ..Found::default()
    };
    let mut numbers: HashMap<(String, Option<String>), usize> = HashMap::new();
    for (module, owner) in owners.into_owners().into_iter().enumerate() {
        let Some(installed) = owner else {
            continue;
        };
        let key = (installed.name.clone(), installed.version.clone());
        let number = *numbers.entry(key).or_insert_with(|| {
            found.editable.push(installed.is_editable);
            found.distributions.push(empty(&installed));
            found.distributions.len() - 1
        });
        found.of_module[module] = Some(number);
    }
    found
}

fn empty(installed: &Installed) -> Distribution {
    Distribution {
        name: installed.name.clone(),
        version: installed.version.clone(),
        n_modules: 0,
        self_ms: Millis::ZERO,
        retained_ms: Millis::ZERO,
        self_resident: 0,
        needed: None,
    }
}

/// Returns the folders to look through, each once.
fn folders(search_path: &[String], places: &Places) -> Vec<PathBuf> {
    let told = search_path.iter().map(Path::new);
    let layers = places.layers.iter().map(PathBuf::as_path);
    let known = std::iter::once(places.task_root.as_path())
        .chain(layers)
        .chain(places.site_packages.iter().map(PathBuf::as_path));
    let mut seen = BTreeSet::new();
    told.chain(known)
        .filter(|folder| folder.is_absolute() && seen.insert(folder.to_path_buf()))
        .map(Path::to_path_buf)
        .collect()
}

#[cfg(test)]
mod tests;
