//! Gives each module to the package whose file it is.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::rc::Rc;

use crate::document::Module;

use super::{Installed, metadata};

/// Packages of modules, as far as they are found.
pub(super) struct Owners<'a> {
    paths: Vec<Option<&'a Path>>,
    owners: Vec<Option<Rc<Installed>>>,
}

impl<'a> Owners<'a> {
    /// Takes modules, which have no owner yet.
    pub(super) fn new(modules: &'a [Module]) -> Self {
        let paths = modules
            .iter()
            .map(|module| module.path.as_deref().map(Path::new));
        Self {
            paths: paths.collect(),
            owners: vec![None; modules.len()],
        }
    }

    /// Returns the owner of each module.
    pub(super) fn into_owners(self) -> Vec<Option<Rc<Installed>>> {
        self.owners
    }

    /// Gives modules to the packages that stand in a folder.
    pub(super) fn claim(&mut self, folder: &Path, installed: Vec<Installed>) {
        if installed.is_empty() {
            return;
        }
        let installed: Vec<Rc<Installed>> = installed.into_iter().map(Rc::new).collect();
        let inside = self.unowned_inside(folder);
        let mut tops = Tops::default();
        if !inside.is_empty() {
            for package in &installed {
                self.claim_files(package, &inside, &mut tops);
            }
            self.claim_names(&inside, &tops);
        }
        for package in &installed {
            self.claim_source(package);
        }
    }

    /// Returns modules without an owner, by their path inside a folder.
    fn unowned_inside(&self, folder: &Path) -> BTreeMap<String, Vec<usize>> {
        let mut inside: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (module, path) in self.paths.iter().enumerate() {
            let relative = path.and_then(|path| path.strip_prefix(folder).ok());
            if let Some(relative) = relative.and_then(Path::to_str)
                && self.owners[module].is_none()
            {
                inside.entry(relative.to_owned()).or_default().push(module);
            }
        }
        inside
    }

    fn claim_files(
        &mut self,
        package: &Rc<Installed>,
        inside: &BTreeMap<String, Vec<usize>>,
        tops: &mut Tops,
    ) {
        let Some(record) = metadata::files(package) else {
            let names = metadata::top_level(package);
            let own = package.name.to_ascii_lowercase().replace(['-', '.'], "_");
            for name in names.as_deref().unwrap_or(&own).lines() {
                tops.add(name.trim(), package);
            }
            return;
        };
        for line in record.lines() {
            let file = first_field(line);
            if file.starts_with('/') || file.split('/').any(|part| part == "..") {
                continue;
            }
            tops.add(top(&file), package);
            for &module in inside.get(file.as_ref()).into_iter().flatten() {
                self.owners[module].get_or_insert_with(|| Rc::clone(package));
            }
        }
    }

    /// Gives what no list names, such as bytecode that replaced its source, by top-level names.
    fn claim_names(&mut self, inside: &BTreeMap<String, Vec<usize>>, tops: &Tops) {
        for (path, modules) in inside {
            if let Some(Some(package)) = tops.owners.get(top(path)) {
                for &module in modules {
                    self.owners[module].get_or_insert_with(|| Rc::clone(package));
                }
            }
        }
    }

    fn claim_source(&mut self, package: &Rc<Installed>) {
        let Some(source) = &package.source else {
            return;
        };
        for (module, path) in self.paths.iter().enumerate() {
            if path.is_some_and(|path| path.starts_with(source)) {
                self.owners[module].get_or_insert_with(|| Rc::clone(package));
            }
        }
    }
}

/// Which package has a top-level name to itself; nothing where several share it.
#[derive(Default)]
struct Tops {
    owners: HashMap<String, Option<Rc<Installed>>>,
}

impl Tops {
    fn add(&mut self, name: &str, package: &Rc<Installed>) {
        match self.owners.get_mut(name) {
            Some(Some(owner)) if Rc::ptr_eq(owner, package) => {}
            Some(owner) => *owner = None,
            None => {
                self.owners
                    .insert(name.to_owned(), Some(Rc::clone(package)));
            }
        }
    }
}

/// Returns the top-level name that a file is of.
fn top(file: &str) -> &str {
    let first = file.split('/').next().unwrap_or(file);
    if first.len() < file.len() {
        return first;
    }
    // A module of its own: `six.py`, `_cffi_backend.cpython-313-x86_64-linux-gnu.so`.
    first.split('.').next().unwrap_or(first)
}

/// Returns the first field of a line of comma-separated values.
fn first_field(line: &str) -> Cow<'_, str> {
    let Some(quoted) = line.strip_prefix('"') else {
        return line.split(',').next().unwrap_or(line).into();
    };
    let mut field = String::new();
    let mut letters = quoted.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if letters.peek() == Some(&'"') => {
                letters.next();
                field.push('"');
            }
            '"' => break,
            _ => field.push(letter),
        }
    }
    field.into()
}
