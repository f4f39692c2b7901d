//! What kind of file a path names, by its name alone.

use serde::{Deserialize, Serialize};

use crate::package::PackagePath;

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Source of a Python module.
    Python,
    /// Compiled Python.
    Bytecode,
    /// Extension module or shared library.
    NativeLibrary,
    /// What `importlib.metadata` reads.
    Metadata,
    /// Types for checkers.
    Stub,
    /// Header of C or C++.
    Header,
    /// Source of what was compiled.
    NativeSource,
    /// Library for a linker.
    StaticLibrary,
    /// Text for people.
    Document,
    /// Anything else: data.
    Data,
}

const NATIVE_SOURCE: &[&str] = &[
    "c", "cc", "cpp", "cxx", "f", "f03", "f77", "f90", "f95", "for", "pxd", "pxi", "pyf", "pyx",
    "tp",
];

impl Kind {
    /// Returns what kind of file a path names.
    #[must_use]
    pub fn of(path: &PackagePath) -> Self {
        if is_metadata(path) {
            return Self::Metadata;
        }
        let name = path.file_name();
        if name == "py.typed" {
            return Self::Stub;
        }
        let Some(extension) = path.extension() else {
            return Self::Data;
        };
        match extension {
            "py" => Self::Python,
            "pyc" | "pyo" => Self::Bytecode,
            "so" | "pyd" | "dll" | "dylib" => Self::NativeLibrary,
            "pyi" => Self::Stub,
            "h" | "hh" | "hpp" | "hxx" => Self::Header,
            "a" | "la" | "lib" | "o" => Self::StaticLibrary,
            "md" | "rst" => Self::Document,
            _ if NATIVE_SOURCE.contains(&extension) => Self::NativeSource,
            _ if name.contains(".so.") => Self::NativeLibrary,
            _ => Self::Data,
        }
    }
}

fn is_metadata(path: &PackagePath) -> bool {
    let ends = |name: &str| name.ends_with(".dist-info") || name.ends_with(".egg-info");
    path.folders().any(ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kind_follows_from_the_name() {
        let check = |path: &str, expected| {
            let path = PackagePath::new(path).unwrap();
            assert_eq!(Kind::of(&path), expected, "{path}");
        };
        check("a/b.py", Kind::Python);
        check("a/b.cpython-313-x86_64-linux-gnu.so", Kind::NativeLibrary);
        check("a.libs/libz.so.1.2", Kind::NativeLibrary);
        check("a-1.dist-info/licenses/README.md", Kind::Metadata);
        check("a/_b.pyx.tp", Kind::NativeSource);
        check("a/.pyi", Kind::Data);
        check("a/py.typed", Kind::Stub);
    }
}
