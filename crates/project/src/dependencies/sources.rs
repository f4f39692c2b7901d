//! Projects of the user's own that a function needs: not built, but copied as they are written.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use sha2::{Digest, Sha256};

use super::ProvideError;
use super::install::cache_error;
use super::requirement::canonical;
use crate::archive::hex;
use crate::cache;
use crate::document::{self, Node, read_text};

/// Folders and files beside a project's packages that are no part of them.
const APART: [&str; 16] = [
    "benchmarks",
    "build",
    "conftest.py",
    "dist",
    "docs",
    "env",
    "examples",
    "fabfile.py",
    "node_modules",
    "noxfile.py",
    "scripts",
    "setup.py",
    "tasks.py",
    "test",
    "tests",
    "venv",
];

/// Largest `pyproject.toml` that is read.
const LARGEST: u64 = 1 << 20;

/// A project of the user's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    /// Its folder.
    pub(super) project: PathBuf,
    /// The folder that its packages lie in.
    pub(super) on_path: PathBuf,
}

impl Source {
    /// Finds where a project's packages lie.
    pub(super) fn of(project: PathBuf, folder: Option<&Path>) -> Self {
        let below = project.join(folder.unwrap_or(Path::new("src")));
        Self {
            on_path: if below.is_dir() {
                below
            } else {
                project.clone()
            },
            project,
        }
    }

    /// Returns the packages and modules that would be installed.
    fn modules(&self) -> io::Result<Vec<PathBuf>> {
        let mut all = Vec::new();
        for entry in fs_err::read_dir(&self.on_path)? {
            let path = entry?.path();
            if is_module(&path) {
                all.push(path);
            }
        }
        all.sort_unstable();
        if self.on_path != self.project {
            return Ok(all);
        }
        // Without a folder of their own they are told by the project's name, else by what is left.
        let is_named = |path: &PathBuf| {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            Some(canonical(&stem)) == self.name()
        };
        let named: Vec<PathBuf> = all.iter().filter(|path| is_named(path)).cloned().collect();
        if !named.is_empty() {
            return Ok(named);
        }
        let is_apart = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default();
            APART.iter().any(|apart| name == *apart)
        };
        all.retain(|path| !is_apart(path));
        Ok(all)
    }

    fn name(&self) -> Option<String> {
        let text = read_text(&self.project.join("pyproject.toml"), LARGEST).ok()?;
        let document = document::toml::parse(&text).ok()?;
        let places = [&["project", "name"][..], &["tool", "poetry", "name"]];
        let mut names = places.iter().filter_map(|place| document.path(place));
        names.find_map(Node::as_text).map(canonical)
    }
}

fn is_module(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if name.starts_with('.') || name == "__pycache__" {
        return false;
    }
    if path.is_file() {
        let suffix = path.extension().and_then(OsStr::to_str);
        return matches!(suffix, Some("py" | "so"));
    }
    let is_metadata = name.ends_with(".egg-info") || name.ends_with(".dist-info");
    !is_metadata && !name.contains('-') && path.is_dir() && holds_python(path)
}

/// Says whether a folder has modules in it; a namespace has them only further below.
fn holds_python(folder: &Path) -> bool {
    let walk = WalkBuilder::new(folder)
        .standard_filters(false)
        .max_depth(Some(4))
        .build();
    let mut names = walk.flatten().map(ignore::DirEntry::into_path);
    names.any(|path| path.extension().is_some_and(|suffix| suffix == "py"))
}

/// A file to copy: from where, and to where in the package.
type Copied = (PathBuf, PathBuf);

/// Copies the packages of projects into a folder of the cache, and returns it, if there are any.
///
/// What lies in the function's own code, or around it, is there already.
pub(super) fn gather(
    sources: &[Source],
    code: &Path,
    cache_folder: &Path,
) -> Result<Option<PathBuf>, ProvideError> {
    let parent = cache_folder.join("sources");
    let mut files = Vec::new();
    let mut hasher = Sha256::new();
    for source in sources {
        let read = |source: io::Error| cache_error(&parent, source);
        for module in source.modules().map_err(read)? {
            if !module.starts_with(code) && !code.starts_with(&module) {
                list(&module, &source.on_path, &mut files);
            }
        }
    }
    if files.is_empty() {
        return Ok(None);
    }
    let mut seen = BTreeSet::new();
    files.retain(|(_, to)| seen.insert(to.clone()));
    for (from, to) in &files {
        let content = fs_err::read(from).map_err(|source| ProvideError::Copy {
            file: from.clone(),
            source,
        })?;
        hasher.update(to.as_os_str().as_encoded_bytes());
        hasher.update([0]);
        hasher.update(Sha256::digest(content));
    }
    let key = hex(&hasher.finalize());
    let failed = |source| cache_error(&parent, source);
    let folder = cache::fill(&parent, &key, &failed, &mut |temporary| {
        files.iter().try_for_each(|(from, to)| {
            copy(from, &temporary.content.join(to)).map_err(|source| ProvideError::Copy {
                file: from.clone(),
                source,
            })
        })
    })?;
    Ok(Some(folder))
}

fn list(module: &Path, on_path: &Path, files: &mut Vec<Copied>) {
    let walk = WalkBuilder::new(module)
        .standard_filters(false)
        .follow_links(true)
        .sort_by_file_name(OsStr::cmp)
        .filter_entry(|entry| {
            let name = entry.file_name().to_string_lossy();
            !name.starts_with('.') && name != "__pycache__" && name != "node_modules"
        })
        .build();
    for path in walk.flatten().map(ignore::DirEntry::into_path) {
        if path.is_file()
            && let Ok(below) = path.strip_prefix(on_path)
        {
            files.push((path.clone(), below.to_owned()));
        }
    }
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    if let Some(parent) = to.parent() {
        fs_err::create_dir_all(parent)?;
    }
    fs_err::copy(from, to).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gathered(files: &[&str], code: &str) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for name in files {
            let file = root.join(name);
            fs_err::create_dir_all(file.parent().unwrap()).unwrap();
            let text = if name.ends_with("pyproject.toml") {
                "[project]\nname = 'Our-Lib'\n"
            } else {
                ""
            };
            fs_err::write(file, text).unwrap();
        }
        let source = Source::of(root.join("lib"), None);
        let cache = root.join("cache");
        let Some(made) = gather(&[source], &root.join(code), &cache).unwrap() else {
            return Vec::new();
        };
        let mut copied = Vec::new();
        list(&made, &made, &mut copied);
        copied
            .iter()
            .map(|(_, to)| to.display().to_string())
            .collect()
    }

    #[test]
    fn a_project_gives_its_packages_and_nothing_beside_them() {
        let files = [
            "lib/pyproject.toml",
            "lib/src/our_lib/__init__.py",
            "lib/src/our_lib/data.json",
            "lib/src/our_lib/__pycache__/x.pyc",
            "lib/src/our_lib.egg-info/PKG-INFO",
            "lib/src/space/below/m.py",
            "lib/tests/test_x.py",
        ];
        let expect = [
            "our_lib/__init__.py",
            "our_lib/data.json",
            "space/below/m.py",
        ];
        assert_eq!(gathered(&files, "app"), expect);
    }

    #[test]
    fn without_a_folder_of_their_own_packages_are_told_by_name() {
        let named = [
            "lib/pyproject.toml",
            "lib/our_lib/__init__.py",
            "lib/other/__init__.py",
            "lib/setup.py",
        ];
        assert_eq!(gathered(&named, "app"), ["our_lib/__init__.py"]);
        let other = [
            "lib/other/__init__.py",
            "lib/m.py",
            "lib/setup.py",
            "lib/tests/t.py",
        ];
        assert_eq!(gathered(&other, "app"), ["m.py", "other/__init__.py"]);
    }

    #[test]
    fn what_the_function_has_itself_is_not_copied() {
        let files = ["lib/src/a/__init__.py", "lib/src/b/__init__.py"];
        assert_eq!(gathered(&files, "lib/src/a"), ["b/__init__.py"]);
        assert!(gathered(&files, "lib").is_empty());
    }
}
