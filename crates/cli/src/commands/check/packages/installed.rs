//! What lies in a folder that is deployed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use warmfront_build::inventory::{self, InventoryError, Kind, Limits, Origin, Root};
use warmfront_build::package::{Content, Entry, Package, PackagePath};
use warmfront_check::contents::{Bytecode, Distribution, Installed, Weight};
use warmfront_model::function::Architecture;
use warmfront_model::target::Target;

/// Bytes at the start of bytecode that say what it is for.
const HEADER: usize = 16;

/// Tells whether packages were installed into a folder.
pub(super) fn holds_packages(folder: &Path) -> bool {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.take(5000).any(|entry| {
        let name = entry.file_name();
        name.to_string_lossy().ends_with(".dist-info")
    })
}

/// Adds all that lies in a folder, and the folders in it.
pub(super) fn looked(folder: &Path, looked: &mut BTreeSet<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            self::looked(&path, looked);
        } else {
            looked.insert(path);
        }
    }
    looked.insert(folder.to_owned());
}

/// Reads a folder. Of files only the first bytes of bytecode and libraries are looked at.
pub(super) fn read(folder: &Path, target: Target) -> Result<Installed, InventoryError> {
    let root = Root {
        folder: folder.to_owned(),
        origin: Origin::Installed,
    };
    let package = inventory::read(&[root], Limits::default())?.package;
    let mut installed = Installed {
        distributions: distributions(&package),
        bytecode: bytecode(&package, target),
        ..Installed::default()
    };
    for (path, entry) in package.entries() {
        let bytes = entry.content.size();
        installed.bytes += bytes;
        if let Some(weight) = weight(path, entry) {
            *installed.weight.entry(weight).or_default() += bytes;
        }
        if Kind::of(path) == Kind::NativeLibrary
            && let Some(why) = foreign(path, entry, target)
        {
            installed.foreign.push((path.to_string(), why));
        }
    }
    Ok(installed)
}

fn distributions(package: &Package) -> Vec<Distribution> {
    let mut bytes: BTreeMap<&str, u64> = BTreeMap::new();
    for (_, entry) in package.entries() {
        if let Some(name) = entry.distribution.as_deref() {
            *bytes.entry(name).or_default() += entry.content.size();
        }
    }
    let versions = package.versions();
    versions
        .map(|(name, version)| Distribution {
            name: name.to_owned(),
            version: version.to_owned(),
            bytes: bytes.get(name).copied().unwrap_or_default(),
        })
        .collect()
}

/// Looks at the bytecode of each module that came with a distribution.
fn bytecode(package: &Package, target: Target) -> Bytecode {
    let tag = format!("cpython-{}{}", target.version.major, target.version.minor);
    let mut state = Bytecode::default();
    for (path, entry) in package.entries() {
        let is_module = path.extension() == Some("py") && entry.distribution.is_some();
        // Tests and scripts are not imported.
        if !is_module || is_test(path) || path.folder().ends_with("bin") {
            continue;
        }
        state.n_modules += 1;
        let stem = path.file_name().trim_end_matches(".py");
        let name = match path.folder() {
            "" => format!("__pycache__/{stem}.{tag}.pyc"),
            folder => format!("{folder}/__pycache__/{stem}.{tag}.pyc"),
        };
        let compiled = PackagePath::new(name).ok();
        let compiled = compiled.and_then(|name| package.get(&name));
        let header = compiled.and_then(|entry| entry.content.read_start(HEADER).ok());
        match header.as_deref() {
            // The second word tells by what the bytecode is valid: by date when it is zero.
            Some([_, _, _, _, 0, 0, 0, 0, ..]) => state.n_dated += 1,
            Some(header) if header.len() == HEADER => {}
            _ => state.n_absent += 1,
        }
    }
    state
}

fn is_test(path: &PackagePath) -> bool {
    path.folders().any(|name| name == "tests" || name == "test")
}

/// Returns what of an installed package no function needs, by the name of a file.
fn weight(path: &PackagePath, entry: &Entry) -> Option<Weight> {
    entry.distribution.as_ref()?;
    if matches!(entry.content, Content::Link(_)) {
        return None;
    }
    match Kind::of(path) {
        Kind::Stub => Some(Weight::Stubs),
        Kind::Header | Kind::NativeSource | Kind::StaticLibrary => Some(Weight::NativeSources),
        Kind::Document => Some(Weight::Documents),
        Kind::Python | Kind::Bytecode | Kind::Data
            if path.folders().any(|name| name == "tests") =>
        {
            Some(Weight::Tests)
        }
        _ => None,
    }
}

/// Says why a library cannot be loaded by a function, if so.
fn foreign(path: &PackagePath, entry: &Entry, target: Target) -> Option<String> {
    // A library that belongs to no package is somebody's own, and loaded by them.
    entry.distribution.as_ref()?;
    if matches!(path.extension(), Some("dylib" | "dll" | "pyd")) {
        return None;
    }
    let header = entry.content.read_start(20).ok()?;
    let [0x7f, b'E', b'L', b'F', ..] = header[..] else {
        let is_mach = header.starts_with(&[0xcf, 0xfa, 0xed, 0xfe]);
        return is_mach.then(|| "for macOS".to_owned());
    };
    let machine = u16::from_le_bytes([*header.get(18)?, *header.get(19)?]);
    if machine == target.architecture.elf_machine() {
        return None;
    }
    let known = [Architecture::X86_64, Architecture::Arm64];
    let other = known.iter().find(|known| known.elf_machine() == machine);
    let other = other.map_or("another machine", |known| known.as_str());
    Some(format!(
        "for {other}, and the function runs on {}",
        target.architecture
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn library(machine: u8) -> Vec<u8> {
        let mut header = b"\x7fELF\x02\x01\x01".to_vec();
        header.resize(18, 0);
        header.extend([machine, 0]);
        header
    }

    #[test]
    fn a_folder_is_read_by_its_first_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let dated = [0_u8; 20].to_vec();
        let hashed = [1_u8; 20].to_vec();
        let record = "a/__init__.py,,\na/b.py,,\na/c.py,,\na/x.so,,\na/tests/t.py,,\na/x.pyi,,\n\
                      a/__pycache__/__init__.cpython-313.pyc,,\na/__pycache__/b.cpython-313.pyc,,\n";
        for (name, content) in [
            ("app.py", b"".to_vec()),
            ("a/__init__.py", b"".to_vec()),
            ("a/b.py", b"".to_vec()),
            ("a/c.py", b"".to_vec()),
            ("a/x.so", library(62)),
            ("a/x.pyi", b"12".to_vec()),
            ("a/tests/t.py", b"123".to_vec()),
            ("a/__pycache__/__init__.cpython-313.pyc", dated),
            ("a/__pycache__/b.cpython-313.pyc", hashed),
            ("a-1.dist-info/METADATA", b"Name: a\nVersion: 1\n".to_vec()),
            ("a-1.dist-info/RECORD", record.as_bytes().to_vec()),
        ] {
            let path = folder.path().join(name);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(path, content).unwrap();
        }
        assert!(holds_packages(folder.path()));
        let read = |target: &str| read(folder.path(), target.parse().unwrap()).unwrap();
        let installed = read("python3.13-arm64");
        let expected = Bytecode {
            n_modules: 3,
            n_absent: 1,
            n_dated: 1,
        };
        assert_eq!(installed.bytecode, expected);
        assert_eq!(installed.distributions[0].name, "a");
        let weight: Vec<_> = installed.weight.into_iter().collect();
        assert_eq!(weight, [(Weight::Tests, 3), (Weight::Stubs, 2)]);
        assert_eq!(installed.foreign[0].0, "a/x.so");
        assert!(read("python3.13-x86_64").foreign.is_empty());
        assert_eq!(read("python3.12-x86_64").bytecode.n_absent, 3);
    }
}
