//! Names of modules and the files that hold them.

use crate::package::PackagePath;

/// Returns the module that a file holds, by the path from the folder that is imported from.
#[must_use]
pub fn name(path: &PackagePath) -> Option<String> {
    let stem = stem(path)?;
    let folder = path.folder();
    if folder.ends_with("__pycache__") {
        return None;
    }
    let parts = path
        .folders()
        .chain([stem])
        .filter(|part| *part != "__init__");
    let parts: Vec<&str> = parts.collect();
    let is_module = !parts.is_empty() && parts.iter().all(|part| !part.contains('.'));
    is_module.then(|| parts.join("."))
}

/// Returns a module file's name without its suffixes.
fn stem(path: &PackagePath) -> Option<&str> {
    let name = path.file_name();
    match path.extension()? {
        "py" | "pyc" => name.rsplit_once('.').map(|(stem, _)| stem),
        // The first dot begins the tag of the interface, such as `.cpython-312-x86_64-linux-gnu`.
        "so" | "pyd" if !name.starts_with("lib") => name.split_once('.').map(|(stem, _)| stem),
        _ => None,
    }
}

/// Returns the source that a file of bytecode was made from.
#[must_use]
pub fn source_of_bytecode(path: &PackagePath) -> Option<PackagePath> {
    if path.extension() != Some("pyc") {
        return None;
    }
    let (folder, name) = (path.folder(), path.file_name());
    let source = match folder.strip_suffix("__pycache__") {
        Some(above) => format!("{above}{}.py", name.split('.').next()?),
        None => format!("{}.py", path.as_str().strip_suffix(".pyc")?),
    };
    PackagePath::new(source).ok()
}

/// Returns the name that a relative import of a module at `path` means.
#[must_use]
pub fn absolute(path: &PackagePath, level: usize, name: &str) -> Option<String> {
    if level == 0 {
        return Some(name.to_owned());
    }
    let folders: Vec<&str> = path.folders().collect();
    let kept = folders.len().checked_sub(level - 1)?;
    let parts = folders[..kept].iter().copied();
    let parts = parts.chain(Some(name).filter(|name| !name.is_empty()));
    Some(parts.collect::<Vec<_>>().join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> PackagePath {
        PackagePath::new(text).unwrap()
    }

    #[test]
    fn a_file_holds_a_module() {
        let check = |file: &str, expected: Option<&str>| {
            assert_eq!(name(&path(file)).as_deref(), expected, "{file}");
        };
        check("a/b.py", Some("a.b"));
        check("a/__init__.py", Some("a"));
        check("a/b.cpython-313-x86_64-linux-gnu.so", Some("a.b"));
        check("a/b.pyc", Some("a.b"));
        check("a/__pycache__/b.cpython-313.pyc", None);
        check("numpy.libs/libx.so", None);
        check("a/data.json", None);
    }

    #[test]
    fn bytecode_has_a_source() {
        let check = |file: &str, source: &str| {
            assert_eq!(source_of_bytecode(&path(file)), Some(path(source)));
        };
        check("a/__pycache__/b.cpython-39.opt-1.pyc", "a/b.py");
        check("__pycache__/b.cpython-39.pyc", "b.py");
        check("a/b.pyc", "a/b.py");
    }

    #[test]
    fn relative_imports_start_at_the_folder() {
        let absolute = |level, name| absolute(&path("a/b/c.py"), level, name);
        assert_eq!(absolute(0, "x.y").as_deref(), Some("x.y"));
        assert_eq!(absolute(1, "x").as_deref(), Some("a.b.x"));
        assert_eq!(absolute(2, "").as_deref(), Some("a"));
        assert_eq!(absolute(4, "x"), None);
    }
}
