//! Which file holds which module, by path: packages can be imported from more than one folder.
//!
//! A module's place is its path without suffixes: `a/b` for `a/b.py` and for `a/b/__init__.py`.

use crate::package::PackagePath;

/// Returns the place of the module that a file holds.
#[must_use]
pub fn place(path: &PackagePath) -> Option<String> {
    let name = path.file_name();
    let stem = match path.extension()? {
        "py" | "pyc" => name.rsplit_once('.')?.0,
        // The first dot begins the tag of the interface, such as `.cpython-312-x86_64-linux-gnu`.
        "so" | "pyd" => name.split_once('.')?.0,
        _ => return None,
    };
    let folder = path.folder();
    if stem.contains('.') || folder.ends_with("__pycache__") {
        return None;
    }
    Some(match (folder, stem) {
        ("", "__init__") => return None,
        (_, "__init__") => folder.to_owned(),
        ("", _) => stem.to_owned(),
        _ => format!("{folder}/{stem}"),
    })
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

/// Returns the place that a dotted name means in a folder.
#[must_use]
pub fn within(folder: &str, name: &str) -> String {
    let name = name.replace('.', "/");
    match (folder, name.as_str()) {
        ("", _) => name,
        (_, "") => folder.to_owned(),
        _ => format!("{folder}/{name}"),
    }
}

/// Returns the folder that so many dots mean in a module at `path`.
#[must_use]
pub fn above(path: &PackagePath, level: usize) -> Option<&str> {
    let mut folder = path.folder();
    for _ in 1..level {
        if folder.is_empty() {
            return None;
        }
        folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
    }
    Some(folder)
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
            assert_eq!(place(&path(file)).as_deref(), expected, "{file}");
        };
        check("a/b.py", Some("a/b"));
        check("a/__init__.py", Some("a"));
        check("a/b.cpython-313-x86_64-linux-gnu.so", Some("a/b"));
        check("a/b.pyc", Some("a/b"));
        check("a/__pycache__/b.cpython-313.pyc", None);
        check("a/b.c.py", None);
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
        let above = |level| above(&path("a/b/c.py"), level).map(str::to_owned);
        assert_eq!(above(1).as_deref(), Some("a/b"));
        assert_eq!(above(3).as_deref(), Some(""));
        assert_eq!(above(4), None);
        assert_eq!(within("a/b", "x.y"), "a/b/x/y");
        assert_eq!(within("a", ""), "a");
    }
}
