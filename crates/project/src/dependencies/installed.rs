//! What is installed in a folder: the names that metadata folders carry.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use warmfront_model::function::{Function, PythonVersion};

use super::requirement::canonical;

/// Most entries of a folder that are looked at.
const MOST_ENTRIES: usize = 100_000;

/// Returns the canonical names of the packages that are installed in a folder.
pub(super) fn names(folder: &Path) -> BTreeSet<String> {
    versions(folder).into_keys().collect()
}

/// Returns the packages that are installed in a folder with their versions, which old metadata may
/// lack.
pub(super) fn versions(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs_err::read_dir(folder).into_iter().flatten().flatten();
    entries
        .take(MOST_ENTRIES)
        .filter_map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let stem = name
                .strip_suffix(".dist-info")
                .or_else(|| name.strip_suffix(".egg-info"))?;
            let mut parts = stem.split('-');
            let name = canonical(parts.next().unwrap_or(stem));
            Some((name, parts.next().unwrap_or_default().to_owned()))
        })
        .collect()
}

/// Returns the folders that a function brings packages in itself: its code and its layers.
pub(super) fn own_folders(function: &Function, version: PythonVersion) -> Vec<PathBuf> {
    let mut folders = vec![function.code.clone()];
    for layer in &function.layers {
        folders.push(layer.join("python"));
        folders.push(layer.join(format!("python/lib/python{version}/site-packages")));
    }
    folders
}

/// Says whether a package is in any of the folders, by its metadata or as a bare module.
pub(super) fn provides(folders: &[PathBuf], package: &str) -> bool {
    folders.iter().any(|folder| {
        folder.join(package).join("__init__.py").is_file() || names(folder).contains(package)
    })
}
