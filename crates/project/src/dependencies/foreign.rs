//! Native libraries for another machine or Python than the target.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use warmfront_model::function::{Architecture, PythonVersion};
use warmfront_model::target::Target;

use crate::document::read_bytes;

/// Largest library that is read whole.
const LARGEST: u64 = 1 << 30;

/// Returns the first library in a folder that the target cannot load, if there is any.
///
/// Libraries of other Pythons beside the target's own are only dead weight, and are not judged.
pub(super) fn first(folder: &Path, target: Target) -> Option<PathBuf> {
    libraries(folder).find(|path| !fits(path, target))
}

fn libraries(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let walk = WalkBuilder::new(folder)
        .standard_filters(false)
        .follow_links(false)
        .sort_by_file_name(std::ffi::OsStr::cmp)
        .build();
    walk.flatten()
        .filter(|entry| is_library(&entry.file_name().to_string_lossy()))
        .map(ignore::DirEntry::into_path)
}

/// Returns the first library that needs a newer C library than the target has, if there is any.
pub(super) fn too_new(folder: &Path, target: Target) -> Option<PathBuf> {
    libraries(folder).find(|path| {
        let bytes = read_bytes(path, LARGEST).unwrap_or_default();
        newest_glibc(&bytes) > Some(target.glibc())
    })
}

/// Returns the newest version of the C library, 2.x, whose symbols a library names.
fn newest_glibc(library: &[u8]) -> Option<u8> {
    const NAME: &[u8] = b"GLIBC_2.";
    let places = library.windows(NAME.len()).enumerate();
    let named = places.filter(|(_, window)| *window == NAME);
    let minors = named.filter_map(|(at, _)| {
        let rest = &library[at + NAME.len()..];
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        std::str::from_utf8(&rest[..digits]).ok()?.parse().ok()
    });
    minors.max()
}

fn is_library(name: &str) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|suffix| suffix == "so")
        || name.contains(".so.")
}

fn fits(library: &Path, target: Target) -> bool {
    let name = library.file_name().unwrap_or_default().to_string_lossy();
    if let Some(version) = python_of(&name)
        && version != target.version
        && !has_sibling(library, target)
    {
        return false;
    }
    let mut header = [0; 20];
    let read = File::open(library).and_then(|mut file| file.read_exact(&mut header));
    // What is no library at all is nobody's to load: linker scripts, empty files.
    read.is_err() || is_for(&header, target.architecture)
}

/// Returns the Python that an extension module's name says it is for.
fn python_of(name: &str) -> Option<PythonVersion> {
    let (_, rest) = name.split_once(".cpython-")?;
    let digits = rest.split(['-', '.']).next()?;
    let (major, minor) = digits.split_at_checked(1)?;
    Some(PythonVersion {
        major: major.parse().ok()?,
        minor: minor.parse().ok()?,
    })
}

/// Says whether the same extension module is there for the target.
fn has_sibling(library: &Path, target: Target) -> bool {
    let name = library.file_name().unwrap_or_default().to_string_lossy();
    let stem = name.split('.').next().unwrap_or_default();
    let PythonVersion { major, minor } = target.version;
    let (tag, machine) = (format!("cpython-{major}{minor}"), target.machine());
    let names = [
        format!("{stem}.{tag}-{machine}-linux-gnu.so"),
        format!("{stem}.abi3.so"),
    ];
    names
        .iter()
        .any(|name| library.with_file_name(name).is_file())
}

/// Says whether the start of a file is an ELF library's for an architecture, or no library's.
fn is_for(header: &[u8; 20], architecture: Architecture) -> bool {
    let machine = u16::from_le_bytes([header[18], header[19]]);
    !header.starts_with(b"\x7fELF") || machine == architecture.elf_machine()
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

    fn check(files: &[(&str, Vec<u8>)], expect: Option<&str>) {
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in files {
            fs_err::write(folder.path().join(name), content).unwrap();
        }
        let target = "python3.12-arm64".parse().unwrap();
        let found = first(folder.path(), target);
        let name = found.as_deref().and_then(Path::file_name);
        assert_eq!(name.map(|name| name.to_string_lossy()).as_deref(), expect);
    }

    #[test]
    fn libraries_are_judged_by_their_machine() {
        check(
            &[
                ("liba.so.1", library(183)),
                ("text.so", b"GROUP (x)".to_vec()),
            ],
            None,
        );
        check(
            &[("a.so", library(183)), ("b.so", library(62))],
            Some("b.so"),
        );
        check(&[("c.so", library(40))], Some("c.so"));
    }

    #[test]
    fn extension_modules_are_judged_by_their_python() {
        let old = "m.cpython-311-aarch64-linux-gnu.so";
        let new = "m.cpython-312-aarch64-linux-gnu.so";
        check(&[(old, library(183))], Some(old));
        check(&[(old, library(183)), (new, library(183))], None);
        check(&[("m.abi3.so", library(183))], None);
    }

    #[test]
    fn the_newest_c_library_that_is_named_counts() {
        let text = b"\0GLIBC_2.4\0GLIBC_2.17\0GLIBC_2.9\0GLIBC_PRIVATE\0GLIBC_2.";
        assert_eq!(newest_glibc(text), Some(17));
        assert_eq!(newest_glibc(b"GLIBC_"), None);
    }
}
