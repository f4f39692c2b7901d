//! Where a module comes from, by its loader and its file.

use std::path::{Path, PathBuf};

use crate::document::{Module, Origin};
use crate::recording::Facts;

use super::Places;
use super::distribution::Found;

/// What is told of a module beside its path, and not kept.
#[derive(Debug, Clone, Default)]
pub(super) struct Traits {
    /// Class of its loader.
    pub(super) loader: String,
    /// Where its bytecode is kept.
    pub(super) cached: Option<String>,
}

/// Names of folders that hold copies of others' packages inside a task root.
const VENDORED: &[&str] = &[
    "_vendor",
    "_vendored_packages",
    "dist-packages",
    "node_modules",
    "site-packages",
    "third_party",
    "vendor",
    "vendored",
];

/// Folders that tell where a module comes from.
pub(super) struct Folders<'a> {
    places: &'a Places,
    found: &'a Found,
    standard: Vec<PathBuf>,
}

impl<'a> Folders<'a> {
    /// Takes the folders of one environment.
    pub(super) fn new(places: &'a Places, facts: &Facts, found: &'a Found) -> Self {
        Self {
            places,
            found,
            standard: facts.stdlib.iter().map(PathBuf::from).collect(),
        }
    }

    /// Returns where a module comes from.
    pub(super) fn origin(&self, module: &Module, traits: &Traits) -> Origin {
        match traits.loader.as_str() {
            "BuiltinImporter" | "FrozenImporter" => return Origin::BuiltIn,
            "NamespaceLoader" | "_NamespaceLoader" => return Origin::Namespace,
            _ => {}
        }
        let Some(path) = module.path.as_deref().map(Path::new) else {
            return Origin::Unknown;
        };
        if let Some(distribution) = module.distribution {
            // An editable install is somebody's own work in progress.
            return if self.found.editable[distribution] {
                Origin::FirstParty
            } else {
                Origin::ThirdParty
            };
        }
        if self.is_standard(path) {
            return Origin::Standard;
        }
        if let Ok(inside) = path.strip_prefix(&self.places.task_root) {
            let vendored = inside.parent().is_some_and(|folder| {
                let mut names = folder.iter().filter_map(|name| name.to_str());
                names.any(|name| VENDORED.contains(&name))
            });
            return if vendored {
                Origin::ThirdParty
            } else {
                Origin::FirstParty
            };
        }
        let installed = self.places.layers.iter().chain(&self.places.site_packages);
        if installed.into_iter().any(|folder| path.starts_with(folder)) || is_packages(path) {
            return Origin::ThirdParty;
        }
        Origin::Unknown
    }

    fn is_standard(&self, path: &Path) -> bool {
        let inside = |folder: &PathBuf| path.strip_prefix(folder).ok();
        let mut inside = self.standard.iter().filter_map(inside);
        inside.any(|inside| !is_packages(inside))
    }
}

/// Tells whether a path leads through a folder that Python installs packages to.
fn is_packages(path: &Path) -> bool {
    path.iter()
        .any(|name| name == "site-packages" || name == "dist-packages")
}
