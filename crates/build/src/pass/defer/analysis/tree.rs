//! The modules of a package: names to files, parents, distributions.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use warmfront_model::function::PythonVersion;

use crate::package::{Content, Entry, Package, PackagePath};
use crate::source::module;

use super::standard::{self, Standard};

/// A module of the package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModuleId(u32);

impl ModuleId {
    /// Returns where it is in [`Tree::modules`].
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// A module.
#[derive(Debug, Clone)]
pub struct Module {
    /// What it is imported as.
    pub name: String,
    /// Its file.
    pub path: PackagePath,
    /// What the file is.
    pub kind: Kind,
    /// The distribution that it came with; none for the function's own.
    pub distribution: Option<Arc<str>>,
    pub(super) content: Content,
}

/// What a module's file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The `__init__.py` of a package.
    Package,
    /// Any other source.
    Source,
    /// An extension module.
    Native,
    /// Bytecode without a source.
    Compiled,
}

impl Kind {
    /// Returns whether it is Python code that can be read.
    #[must_use]
    pub fn is_source(self) -> bool {
        matches!(self, Self::Package | Self::Source)
    }
}

/// Where a name leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Found {
    /// To a module of the package.
    Here(ModuleId),
    /// To a folder of modules without an `__init__.py`.
    Namespace,
    /// To the standard library: whether it has a source that could be run later.
    Standard(standard::Kind),
    /// Nowhere: it is not in the package.
    Absent,
}

/// The modules of a package.
#[derive(Debug)]
pub struct Tree {
    modules: Vec<Module>,
    by_name: FxHashMap<String, ModuleId>,
    namespaces: FxHashSet<String>,
    pub(super) standard: Standard,
}

impl Tree {
    /// Finds the modules that an interpreter finds in a package.
    #[must_use]
    pub fn of(package: &Package, python: PythonVersion) -> Self {
        let folders = import_folders(package);
        let mut best: FxHashMap<String, (u8, Module)> = FxHashMap::default();
        for (path, entry) in package.entries() {
            let Some((name, rank)) = named(path, &folders, python) else {
                continue;
            };
            let Some(content) = resolved(package, entry) else {
                continue;
            };
            let candidate = Module {
                name: name.clone(),
                path: path.clone(),
                kind: kind(path),
                distribution: entry.distribution.clone(),
                content,
            };
            let known = best.get(&name).map(|(rank, _)| *rank);
            if known.is_none_or(|known| rank < known) {
                best.insert(name, (rank, candidate));
            }
        }
        let mut modules: Vec<Module> = best.into_values().map(|(_, module)| module).collect();
        modules.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        let numbered = modules.iter().zip(0..);
        let by_name: FxHashMap<String, ModuleId> = numbered
            .map(|(module, number)| (module.name.clone(), ModuleId(number)))
            .collect();
        let namespaces = modules.iter().flat_map(|module| parents(&module.name));
        let namespaces = namespaces.filter(|name| !by_name.contains_key(*name));
        let namespaces = namespaces.map(str::to_owned).collect();
        Self {
            modules,
            by_name,
            namespaces,
            standard: Standard::of(python),
        }
    }

    /// Returns the modules, in order of their names.
    #[must_use]
    pub fn modules(&self) -> &[Module] {
        &self.modules
    }

    /// Returns a module.
    #[must_use]
    pub fn module(&self, id: ModuleId) -> &Module {
        &self.modules[id.index()]
    }

    /// Returns the numbers of all modules.
    pub fn ids(&self) -> impl Iterator<Item = ModuleId> + use<> {
        numbers(&self.modules)
    }

    /// Returns the module of a name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<ModuleId> {
        self.by_name.get(name).copied()
    }

    /// Returns where a name leads: the package goes before the standard library.
    pub(super) fn lookup(&self, name: &str) -> Found {
        if let Some(id) = self.find(name) {
            return Found::Here(id);
        }
        if let Some(kind) = self.standard.kind(name) {
            return Found::Standard(kind);
        }
        if self.namespaces.contains(name) {
            Found::Namespace
        } else {
            Found::Absent
        }
    }

    /// Returns the modules that importing a name loads, outermost first, as far as they are here.
    pub(super) fn chain(&self, name: &str) -> impl Iterator<Item = ModuleId> {
        let names = parents(name).chain([name]);
        names.filter_map(|name| self.find(name))
    }

    /// Returns whether one name leads to anything.
    pub(super) fn has(&self, name: &str) -> bool {
        self.lookup(name) != Found::Absent
    }
}

/// Numbers the modules that a list has one entry for.
pub(super) fn numbers<T>(list: &[T]) -> impl Iterator<Item = ModuleId> + use<T> {
    (0..u32::try_from(list.len()).unwrap_or(u32::MAX)).map(ModuleId)
}

/// Returns the names of the packages around a module, outermost first.
pub(super) fn parents(name: &str) -> impl Iterator<Item = &str> {
    name.match_indices('.').map(|(dot, _)| &name[..dot])
}

/// Returns the folders that modules are imported from, longest first.
fn import_folders(package: &Package) -> Vec<&str> {
    let mut folders: Vec<&str> = package
        .entries()
        .filter_map(|(path, _)| site(path))
        .chain([""])
        .collect();
    folders.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
    folders.dedup();
    folders
}

/// Returns the folder of packages that a distribution's metadata lies in.
fn site(path: &PackagePath) -> Option<&str> {
    if !matches!(path.file_name(), "METADATA" | "PKG-INFO" | "RECORD") {
        return None;
    }
    let (site, name) = path
        .folder()
        .rsplit_once('/')
        .unwrap_or(("", path.folder()));
    (name.ends_with(".dist-info") || name.ends_with(".egg-info")).then_some(site)
}

/// Returns the name that a file is imported as, and how early the interpreter looks at it.
fn named(path: &PackagePath, folders: &[&str], python: PythonVersion) -> Option<(String, u8)> {
    let place = module::place(path)?;
    let is_init = path.file_name().starts_with("__init__.");
    let suffix = match path.extension()? {
        "so" if is_for(path.file_name(), python) => 0,
        "py" => 1,
        "pyc" => 2,
        _ => return None,
    };
    let is_in = |folder: &&&str| folder.is_empty() || place.starts_with(&format!("{folder}/"));
    let (index, folder) = folders
        .iter()
        .enumerate()
        .find(|(_, folder)| is_in(folder))?;
    let inside = if folder.is_empty() {
        &place
    } else {
        &place[folder.len() + 1..]
    };
    let name = inside.replace('/', ".");
    let is_name = |part: &str| part.chars().all(|c| c.is_alphanumeric() || c == '_');
    if !name
        .split('.')
        .all(|part| !part.is_empty() && is_name(part))
    {
        return None;
    }
    // The outermost folder is looked at first, and in each folder packages before modules.
    let from_first = u8::try_from(folders.len() - 1 - index).unwrap_or(u8::MAX / 8);
    let within = if is_init { suffix } else { 3 + suffix };
    Some((name, from_first.min(31) * 8 + within))
}

/// Returns whether an interpreter takes an extension module for its own, by its name.
fn is_for(file: &str, python: PythonVersion) -> bool {
    let tag = file.split('.').nth(1).unwrap_or("so");
    let own = format!("cpython-{}{}", python.major, python.minor);
    let rest = tag.strip_prefix(&own);
    let is_own = rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()));
    matches!(tag, "so" | "abi3") || is_own
}

fn kind(path: &PackagePath) -> Kind {
    let is_init = path.file_name().starts_with("__init__.");
    match path.extension() {
        Some("py") if is_init => Kind::Package,
        Some("py") => Kind::Source,
        Some("pyc") => Kind::Compiled,
        _ => Kind::Native,
    }
}

/// Returns what a file holds, through links.
fn resolved(package: &Package, entry: &Entry) -> Option<Content> {
    const MOST_LINKS: usize = 16;
    let mut content = &entry.content;
    for _ in 0..MOST_LINKS {
        let Content::Link(target) = content else {
            return Some(content.clone());
        };
        content = &package.get(target)?.content;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::super::super::sample;
    use super::*;

    fn tree(files: &[&str]) -> Tree {
        let files: Vec<(&str, &[u8])> = files.iter().map(|file| (*file, &b""[..])).collect();
        Tree::of(&sample::package(&files), "3.13".parse().unwrap())
    }

    #[test]
    fn names_lead_to_what_the_interpreter_would_load() {
        let tree = tree(&[
            "app.py",
            "a/__init__.py",
            "a.py",
            "a/b.cpython-313-x86_64-linux-gnu.so",
            "a/b.py",
            "a/c.cpython-312-x86_64-linux-gnu.so",
            "n/m.py",
            "python/x-1.dist-info/METADATA",
            "python/x/__init__.py",
            "x/y.py",
        ]);
        let path = |name: &str| tree.find(name).map(|id| tree.module(id).path.as_str());
        assert_eq!(path("a"), Some("a/__init__.py"));
        assert_eq!(path("a.b"), Some("a/b.cpython-313-x86_64-linux-gnu.so"));
        assert_eq!(path("a.c"), None);
        assert_eq!(path("x"), Some("python/x/__init__.py"));
        assert_eq!(tree.lookup("n"), Found::Namespace);
        assert_eq!(
            tree.lookup("json"),
            Found::Standard(standard::Kind::Package)
        );
        assert_eq!(tree.lookup("nothing"), Found::Absent);
    }
}
