//! What passes are told about the function and where it will run.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use warmfront_model::function::{Architecture, PythonVersion};
use warmfront_model::units::MemorySize;

use crate::archive::Layered;
use crate::package::{Entry, Package, PackagePath};
use crate::pass::defer::plan::{Module, Plan};
use crate::pass::defer::proposal::Pins;

/// Where Lambda puts a layer's packages.
const LAYER_ROOT: &str = "/opt/python";

/// What passes are told.
#[derive(Debug, Clone)]
pub struct Context {
    /// The handler, such as `app.handler`.
    pub handler: String,
    /// Python that will run it.
    pub python: PythonVersion,
    /// Architecture that it will run on.
    pub architecture: Architecture,
    /// Its memory size.
    pub memory_size: MemorySize,
    /// Folder in which the package will lie, such as `/var/task`.
    pub root: String,
    /// What of it will lie in a layer instead.
    pub layered: Layered,
    /// An interpreter of exactly that Python's minor version, where one is installed here.
    pub interpreter: Option<PathBuf>,
    /// Folder for what is worth keeping between builds.
    pub cache_folder: PathBuf,
    /// What is known of what the function needs.
    pub evidence: Evidence,
    /// What the user decided.
    pub choices: Choices,
    /// Imports to be deferred in bytecode.
    pub deferred: Arc<Plan>,
}

impl Context {
    /// Returns what the interpreter is asked to defer in a module; nothing when it is nothing.
    pub(crate) fn asked(&self, module: &PackagePath) -> Arc<[u8]> {
        let module = self.deferred.module(module);
        module.map_or_else(Arc::default, Module::asked)
    }

    /// Returns where a file of the package will lie.
    pub(crate) fn place(&self, package: &Package, path: &PackagePath) -> String {
        let is_layered = |entry: &Entry| self.layered.takes(entry);
        let root = if package.get(path).is_some_and(is_layered) {
            LAYER_ROOT
        } else {
            &self.root
        };
        format!("{root}/{path}")
    }
}

/// What is known of what the function needs, from runs on its events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Files that were read, listed or looked for and found.
    pub touched: BTreeSet<PackagePath>,
    /// Modules that were loaded.
    pub modules: BTreeSet<String>,
    /// Files that another function needs with which the package shares a layer.
    pub shared: BTreeSet<PackagePath>,
    /// Whether there was a run at all.
    pub observed: bool,
}

/// What the user decided.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices {
    /// Patterns of paths that stay, whatever a pass thinks.
    pub keep: Vec<String>,
    /// Patterns of paths that go.
    pub drop: Vec<String>,
    /// Whether packages that the runtime provides (boto3 and what it needs) go too.
    pub drop_runtime_packages: bool,
    /// Patterns of modules whose imports are deferred, whatever the events show.
    pub always_defer: Vec<String>,
    /// Patterns of modules whose imports stay where they stand.
    pub never_defer: Vec<String>,
}

impl Choices {
    /// Returns what the user decided of imports.
    #[must_use]
    pub fn pins(&self) -> Pins {
        Pins::new(&self.always_defer, &self.never_defer)
    }
}
