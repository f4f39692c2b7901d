//! Modules of the repository, and which one an import means.

use std::path::PathBuf;
use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::names::Names;
use super::object::{ModuleId, Object};
use super::sources::{Role, Sources, key};
use super::tree::{BindingKind, Stmt, Symbol, Tree};
use super::{knowledge, standard};

/// A module.
#[derive(Debug)]
pub(crate) struct Module {
    /// The file, as the caller named it.
    pub(crate) file: PathBuf,
    /// The same with `/`, without its suffix, and without `__init__`.
    pub(crate) key: String,
    pub(crate) is_package: bool,
    pub(crate) role: Role,
    pub(crate) tree: Tree,
    /// What the modules that it imports are.
    pub(crate) imported: FxHashMap<(u32, Option<Symbol>), Object>,
    /// Modules all of whose names it takes.
    pub(crate) stars: Vec<Object>,
    /// The source, when something asks.
    pub(crate) source: OnceLock<Option<String>>,
}

impl Module {
    /// Returns the folder that it lies in; its own for a package.
    fn folder(&self) -> &str {
        if self.is_package {
            &self.key
        } else {
            parent(&self.key)
        }
    }
}

/// Where modules are.
#[derive(Debug, Default)]
pub(crate) struct Places {
    modules: FxHashMap<String, ModuleId>,
    folders: FxHashSet<String>,
    packages: FxHashSet<String>,
    code: FxHashSet<String>,
    shared: Vec<String>,
}

/// Most folders of layers that are searched for each import.
const MOST_SHARED: usize = 64;

impl Places {
    pub(crate) fn new(sources: &Sources, modules: &[Module]) -> Self {
        let mut seen = FxHashSet::default();
        let mut places = Self {
            code: sources.code.iter().filter_map(|path| key(path)).collect(),
            shared: sources
                .shared
                .iter()
                .filter_map(|path| key(path))
                // Every template may have the same layer.
                .filter(|key| seen.insert(key.clone()))
                .take(MOST_SHARED)
                .collect(),
            ..Self::default()
        };
        for (id, module) in (0..).map(ModuleId).zip(modules) {
            // A package hides the module of the same name.
            if module.is_package || !places.modules.contains_key(&module.key) {
                places.modules.insert(module.key.clone(), id);
            }
            if module.is_package {
                places.packages.insert(module.key.clone());
            }
            let mut folder = module.folder();
            while places.folders.insert(folder.to_owned()) && !folder.is_empty() {
                folder = parent(folder);
            }
        }
        places
    }

    /// Returns the module of a path: `src/app` for `src/app.py`.
    pub(crate) fn module(&self, key: &str) -> Option<ModuleId> {
        self.modules.get(key).copied()
    }

    /// Returns the innermost folder of code around a path.
    pub(crate) fn code_around<'a>(&self, path: &'a str) -> Option<&'a str> {
        let around = std::iter::successors(Some(parent(path)), |folder| {
            (!folder.is_empty()).then(|| parent(folder))
        });
        let shared = |folder: &str| self.shared.iter().any(|shared| shared == folder);
        around
            .into_iter()
            .find(|folder| self.code.contains(*folder) || shared(folder))
    }

    /// Returns what lies at a path.
    pub(crate) fn at(&self, key: &str, names: &Names) -> Option<Object> {
        if let Some(id) = self.modules.get(key) {
            return Some(Object::Module(*id));
        }
        self.folders
            .contains(key)
            .then(|| Object::Folder(names.of(key)))
    }

    /// Returns what `import` means in a module, by its full name.
    fn absolute(&self, from: &Module, dotted: &str, names: &Names) -> Object {
        let top = dotted.split('.').next().unwrap_or(dotted);
        let external = || Object::External(names.of(knowledge::canonical(dotted)));
        if knowledge::is_library(top) {
            return external();
        }
        let path = dotted.replace('.', "/");
        let found = self.bases(from, top).find_map(|base| {
            // What a folder of the same name holds counts only if it is a package, or leads to it.
            self.at(&join(base, top), names)?;
            self.at(&join(base, &path), names)
        });
        found.unwrap_or_else(external)
    }

    /// Returns the folders in which Python may look for the modules that a module imports.
    fn bases<'a>(&'a self, from: &'a Module, top: &'a str) -> impl Iterator<Item = &'a str> {
        let around = || {
            std::iter::successors(Some(from.folder()), |folder| {
                (!folder.is_empty()).then(|| parent(folder))
            })
        };
        let declared = around().filter(|folder| self.code.contains(*folder));
        let plain = around().filter(|folder| !self.packages.contains(*folder));
        let shared = self.shared.iter().map(String::as_str);
        let is_standard = standard::is_module(top);
        let beside = around().take(1).filter(move |_| !is_standard);
        declared
            .chain(plain)
            .chain(shared)
            .chain(["src"])
            .chain(beside)
    }

    /// Returns what a relative import means.
    fn relative(&self, from: &Module, level: u32, rest: Option<&str>, names: &Names) -> Object {
        let mut folder = from.folder();
        for _ in 1..level {
            if folder.is_empty() {
                return Object::Unknown;
            }
            folder = parent(folder);
        }
        let path = rest.map(|rest| join(folder, &rest.replace('.', "/")));
        self.at(path.as_deref().unwrap_or(folder), names)
            .unwrap_or(Object::Unknown)
    }

    /// Finds what the modules that a module imports are.
    pub(crate) fn imported(
        &self,
        module: &Module,
        names: &Names,
    ) -> FxHashMap<(u32, Option<Symbol>), Object> {
        let tree = &module.tree;
        let mut found = FxHashMap::default();
        let mut add = |level: u32, name: Option<Symbol>| {
            found.entry((level, name)).or_insert_with(|| {
                let text = name.map(|name| tree.text(name));
                match (level, text) {
                    (0, Some(dotted)) => self.absolute(module, dotted, names),
                    (0, None) => Object::Unknown,
                    (level, rest) => self.relative(module, level, rest, names),
                }
            });
        };
        for stmt in &tree.stmts {
            if let Stmt::From(level, name, _) = stmt {
                add(*level, *name);
            }
        }
        let owned = tree
            .functions
            .iter()
            .flat_map(|function| &function.bindings);
        for binding in owned.chain(tree.classes.iter().flat_map(|class| &class.bindings)) {
            if let BindingKind::Module(name, _) = binding.kind {
                add(0, Some(name));
            }
        }
        found
    }

    /// Returns what the first part of a dotted name means in a module.
    pub(crate) fn top(&self, from: &Module, dotted: &str, names: &Names) -> Object {
        let top = dotted.split('.').next().unwrap_or(dotted);
        self.absolute(from, top, names)
    }
}

fn parent(key: &str) -> &str {
    key.rsplit_once('/').map_or("", |(parent, _)| parent)
}

pub(crate) fn join(folder: &str, rest: &str) -> String {
    if folder.is_empty() {
        rest.to_owned()
    } else {
        format!("{folder}/{rest}")
    }
}
