//! What packages hold. It reads no package.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::finding::Place;

/// What the package of a function, a layer or a list of requirements holds.
#[derive(Debug, Clone, Default)]
pub struct Contents {
    /// The folder, or the list.
    pub path: PathBuf,
    /// The function or layer that it belongs to, where that is known.
    pub symbol: Option<String>,
    /// What was installed, when packages lie in the folder.
    pub installed: Option<Installed>,
    /// Requirements, when it is a list of them.
    pub requirements: Vec<Requirement>,
    /// Whether versions are fixed by a lock beside it.
    pub has_lock: bool,
    /// Whether the list holds what requirements need in turn, as `pip freeze` writes it.
    pub is_complete: bool,
    /// Words of the sources that the list is for, in lower case; nothing when they were not read.
    pub words: Option<BTreeSet<String>>,
    /// Layers of the function: their names, and the distributions of each.
    pub layers: Vec<(String, Vec<Distribution>)>,
}

/// What lies in a folder that is deployed.
#[derive(Debug, Clone, Default)]
pub struct Installed {
    /// Distributions, sorted by name.
    pub distributions: Vec<Distribution>,
    /// Bytes of all files.
    pub bytes: u64,
    /// The state of bytecode.
    pub bytecode: Bytecode,
    /// Bytes of what no function needs, by kind.
    pub weight: BTreeMap<Weight, u64>,
    /// Native libraries that the function cannot load, each with the reason.
    pub foreign: Vec<(String, String)>,
}

/// A distribution that lies in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distribution {
    /// Its name, as indexes write it.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Bytes of its files.
    pub bytes: u64,
}

/// What of a package no function needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Tests.
    Tests,
    /// Text for people.
    Documents,
    /// Types for checkers.
    Stubs,
    /// What was compiled, and what it was compiled from.
    NativeSources,
}

impl Weight {
    /// Returns it in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Tests => "tests",
            Self::Documents => "documents",
            Self::Stubs => "stubs",
            Self::NativeSources => "sources of native code",
        }
    }
}

/// The state of the bytecode of a package, in modules.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bytecode {
    /// All modules.
    pub n_modules: usize,
    /// Those without any for the function's Python.
    pub n_absent: usize,
    /// Those whose bytecode is valid as long as a date is, which an archive changes.
    pub n_dated: usize,
}

/// A line of a list of requirements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// The name, as indexes write it.
    pub name: String,
    /// Whether it says one version.
    pub is_pinned: bool,
    /// Where it stands.
    pub place: Place,
}

impl Contents {
    /// Returns the names of what is installed and of what is required, each with its place.
    pub(crate) fn names(&self) -> impl Iterator<Item = (&str, Place)> {
        let listed = self.requirements.iter();
        let listed = listed.map(|each| (each.name.as_str(), each.place.clone()));
        let installed = self.installed.iter().flat_map(|each| &each.distributions);
        let whole = Place::whole(&self.path);
        listed.chain(installed.map(move |each| (each.name.as_str(), whole.clone())))
    }
}
