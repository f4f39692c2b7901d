//! Which files are modules, and which bytecode Python would look at.

use warmfront_model::function::PythonVersion;

use crate::package::{Content, Package, PackagePath};
use crate::pass::PassError;

/// Folder in which Python looks for bytecode.
const FOLDER: &str = "__pycache__/";

/// Links that are followed to find what a module holds.
const MOST_LINKS: usize = 16;

/// Size of a bytecode file's header: magic number, flags, and a hash or a date and a size.
const HEADER: usize = 16;

/// Bytecode that a package brought along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// Python never looks at it, for this reason.
    OfNoUse(&'static str),
    /// Python looks at it.
    OfTarget,
}

/// Returns all modules, with what they hold.
///
/// A folder that has a dot in its name is no package, nor is a file with one a module: those are
/// data, such as templates.
pub(super) fn all(package: &Package) -> Vec<(PackagePath, Content)> {
    let modules = package.entries().filter(|(path, _)| is_module(path));
    let held = modules.filter_map(|(path, _)| Some((path.clone(), content(package, path)?)));
    held.collect()
}

/// Returns what a file holds, through links.
pub(in crate::pass) fn content(package: &Package, path: &PackagePath) -> Option<Content> {
    let mut content = &package.get(path)?.content;
    for _ in 0..MOST_LINKS {
        let Content::Link(target) = content else {
            return Some(content.clone());
        };
        content = &package.get(target)?.content;
    }
    None
}

fn is_module(path: &PackagePath) -> bool {
    let Some(stem) = path.as_str().strip_suffix(".py") else {
        return false;
    };
    let mut names = stem.split('/');
    names.all(|name| !name.is_empty() && !name.contains('.') && name != "__pycache__")
}

/// Returns where Python looks for a module's bytecode.
pub(in crate::pass) fn bytecode_path(module: &PackagePath, python: PythonVersion) -> PackagePath {
    let (folder, name) = split(module.as_str());
    let stem = name.strip_suffix(".py").unwrap_or(name);
    let path = format!("{folder}{FOLDER}{stem}.{}.pyc", tag(python));
    PackagePath::new(path).expect("names of a package's path stay names")
}

/// Returns the module that bytecode is looked for by.
pub(super) fn module_of(bytecode: &PackagePath) -> Option<PackagePath> {
    let (folder, name) = split(bytecode.as_str());
    let stem = name.split('.').next()?;
    // Bytecode beside its module, as Python 2 had it, is looked for when there is no module.
    let folder = folder.strip_suffix(FOLDER).unwrap_or(folder);
    PackagePath::new(format!("{folder}{stem}.py")).ok()
}

/// Returns all bytecode that stands for a module's source.
pub(super) fn bytecode(package: &Package, python: PythonVersion) -> Vec<(PackagePath, Found)> {
    let found = package.entries().filter_map(|(path, _)| {
        let found = find(package, path, python)?;
        Some((path.clone(), found))
    });
    found.collect()
}

fn find(package: &Package, path: &PackagePath, python: PythonVersion) -> Option<Found> {
    let (folder, name) = split(path.as_str());
    let stem = name
        .strip_suffix(".pyc")
        .or_else(|| name.strip_suffix(".pyo"))?;
    let has_module = module_of(path).is_some_and(|module| package.get(&module).is_some());
    if folder.strip_suffix(FOLDER).is_none() {
        // Without its source it is a module itself.
        let has_module = has_module && !stem.contains('.');
        return has_module.then_some(Found::OfNoUse("bytecode that its source comes before"));
    }
    let Some((_, of)) = stem.split_once('.') else {
        return Some(Found::OfNoUse(
            "bytecode under a name that Python never looks for",
        ));
    };
    Some(if !has_module {
        Found::OfNoUse("bytecode without its source, which Python never loads")
    } else if of == tag(python) {
        Found::OfTarget
    } else if of.starts_with(&format!("{}.opt-", tag(python))) {
        Found::OfNoUse("bytecode of another level of optimisation")
    } else {
        Found::OfNoUse("bytecode for another Python")
    })
}

/// Tells whether Python finds this bytecode by its source's hash, not by its date.
pub(super) fn is_found_by_hash(package: &Package, path: &PackagePath) -> Result<bool, PassError> {
    Ok(header(package, path)?.is_some_and(|header| header[4] & 0b01 != 0))
}

/// Tells whether the package has bytecode there that Python loads without looking at the source,
/// and that does not come from the source that `compiled` comes from.
pub(super) fn contradicts(
    package: &Package,
    path: &PackagePath,
    compiled: &[u8],
) -> Result<bool, PassError> {
    let Some(header) = header(package, path)? else {
        return Ok(false);
    };
    let Some(compiled) = compiled.first_chunk::<HEADER>() else {
        return Ok(false);
    };
    let is_loaded = header[..8] == compiled[..8];
    Ok(is_loaded && header[8..] != compiled[8..])
}

fn header(package: &Package, path: &PackagePath) -> Result<Option<[u8; HEADER]>, PassError> {
    let Some(entry) = package.get(path) else {
        return Ok(None);
    };
    let start = entry.content.read_start(HEADER);
    let start = start.map_err(PassError::of_reading(&entry.content))?;
    Ok(start.first_chunk().copied())
}

/// Returns what Python adds to the names of bytecode files.
pub(in crate::pass) fn tag(python: PythonVersion) -> String {
    format!("cpython-{}{}", python.major, python.minor)
}

/// Splits a path into its folder, with the slash, and the name.
pub(in crate::pass) fn split(path: &str) -> (&str, &str) {
    path.rfind('/')
        .map_or(("", path), |slash| path.split_at(slash + 1))
}
