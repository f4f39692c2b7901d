//! What would be deployed: folders read into a [`Package`], each file with its distribution.
//!
//! Folders are read only. What they hold is the user's or comes from archives, and is not believed:
//! no link leads out of the folders given, nothing but files and links is taken, and there is a
//! bound on files, bytes and depth.

mod distribution;
mod exclude;
mod kind;
mod metadata;
mod walk;

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use crate::package::{Entry, Package, PackagePath};

pub use kind::Kind;
pub use metadata::{Metadata, normalized};

/// A folder that goes into a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// The folder.
    pub folder: PathBuf,
    /// Whose it is.
    pub origin: Origin,
}

/// Whose files a folder holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The user's project: what tools of developers leave there is not part of the package.
    Project,
    /// Installed packages, a layer, or a package that was already built: taken as it is.
    Installed,
}

/// The most that a package may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Files.
    pub most_files: usize,
    /// Bytes of all files.
    pub most_bytes: u64,
}

/// Several times what Lambda accepts: room for what is pruned, and still a bound.
impl Default for Limits {
    fn default() -> Self {
        Self {
            most_files: 400_000,
            most_bytes: 8 << 30,
        }
    }
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inventory {
    /// The package, nothing of it changed yet.
    pub package: Package,
    /// What a reader should know: what was left out, and what lies behind something else.
    pub notes: Vec<String>,
}

/// Why folders could not be read into a package.
#[derive(Debug, thiserror::Error)]
pub enum InventoryError {
    /// A folder or file could not be read.
    #[error("could not read `{}`", path.display())]
    Read {
        /// The folder or file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// A symbolic link leads out of the folders of the package.
    #[error("`{}` is a link to `{}`, which is outside the package", link.display(), target.display())]
    LinkOutside {
        /// The link.
        link: PathBuf,
        /// Where it leads.
        target: PathBuf,
    },
    /// A name that no archive can hold everywhere.
    #[error("`{}` has a name that a package cannot hold", path.display())]
    Name {
        /// The file.
        path: PathBuf,
    },
    /// There is too much of it.
    #[error("the package has more than {most} {what}")]
    TooMuch {
        /// The bound.
        most: u64,
        /// Files, bytes or nested folders.
        what: &'static str,
    },
}

/// Reads folders into one package. Where two have the same file, that of the first is taken.
pub fn read(roots: &[Root], limits: Limits) -> Result<Inventory, InventoryError> {
    let mut found = walk::walk(roots, limits)?;
    let mut notes = std::mem::take(&mut found.notes);
    drop_files_behind_files(&mut found.entries, &mut notes);
    let distributions = distribution::assign(&mut found.entries);
    let mut package = Package::default();
    for (path, entry) in found.entries {
        package.insert(path, entry);
    }
    for (name, version) in distributions {
        package.set_version(name, version);
    }
    Ok(Inventory { package, notes })
}

/// Where one folder has a file `a` and another a file `a/b`, only the former can be deployed.
fn drop_files_behind_files(entries: &mut BTreeMap<PackagePath, Entry>, notes: &mut Vec<String>) {
    let is_behind = |path: &&PackagePath| {
        let text = path.as_str();
        let folders = text.match_indices('/').map(|(end, _)| &text[..end]);
        let mut files = folders.filter_map(|folder| PackagePath::new(folder).ok());
        files.any(|file| entries.contains_key(&file))
    };
    let behind: Vec<PackagePath> = entries.keys().filter(is_behind).cloned().collect();
    for path in behind {
        entries.remove(&path);
        notes.push(format!(
            "left out `{path}`: its folder is a file of another folder"
        ));
    }
}

#[cfg(test)]
mod tests;
