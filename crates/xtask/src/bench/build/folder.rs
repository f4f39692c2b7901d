//! Folders of packages: copied with their dates or without, counted, weighed.

use std::fs::FileTimes;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use anyhow::Context as _;
use warmfront_testkit::python::Interpreter;

use crate::process;

/// First moment of 1980, the earliest that a zip archive can say.
const ZIP_EPOCH: Duration = Duration::from_hours(87_648);

/// Bytes of each file once deflated, and of what an archive says of it. `zlib` lets go of the
/// interpreter's lock.
const ZIPPED: &str = "
import concurrent.futures, os, sys, zlib

def size(path):
    name = 2 * len(os.path.relpath(path, sys.argv[1]).encode()) + 30 + 46
    with open(path, 'rb') as file:
        deflate = zlib.compressobj(6, zlib.DEFLATED, -15)
        total = sum(len(deflate.compress(part)) for part in iter(lambda: file.read(1 << 20), b''))
    return name + total + len(deflate.flush())

files = [os.path.join(at, name) for at, _, names in os.walk(sys.argv[1]) for name in names]
with concurrent.futures.ThreadPoolExecutor(2) as pool:
    print(sum(pool.map(size, files)) + 22)
";

/// Which dates a copy gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dates {
    /// Those of the original, as a file system keeps them.
    Kept,
    /// One long ago, as zip tools write it for the sake of reproducible archives.
    Rewritten,
}

/// What lies in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::bench) struct Footprint {
    pub(in crate::bench) n_files: usize,
    pub(in crate::bench) bytes: u64,
    /// Files of bytecode that Python reads, and those among them that it finds stale.
    pub(in crate::bench) n_bytecode: usize,
    pub(in crate::bench) n_stale: usize,
}

/// Copies what is in a folder into another, which may have files of its own.
pub(super) fn copy(from: &Path, to: &Path, dates: Dates) -> anyhow::Result<()> {
    fs_err::create_dir_all(to)?;
    for entry in fs_err::read_dir(from)? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        let kind = entry.file_type()?;
        if kind.is_dir() {
            copy(&source, &target, dates)?;
        } else if kind.is_file() {
            fs_err::copy(&source, &target)?;
            let date = match dates {
                Dates::Kept => entry.metadata()?.modified()?,
                Dates::Rewritten => SystemTime::UNIX_EPOCH + ZIP_EPOCH,
            };
            let file = fs_err::OpenOptions::new().write(true).open(&target)?;
            file.file()
                .set_times(FileTimes::new().set_modified(date))
                .with_context(|| format!("could not date `{}`", target.display()))?;
        }
    }
    Ok(())
}

/// Counts and weighs.
pub(super) fn footprint(folder: &Path) -> anyhow::Result<Footprint> {
    let mut found = Footprint::default();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs_err::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                waiting.push(path);
                continue;
            }
            found.n_files += 1;
            found.bytes += fs_err::metadata(&path)?.len();
            if let Some(source) = source_of(&path) {
                found.n_bytecode += 1;
                found.n_stale += usize::from(is_stale(&path, &source)?);
            }
        }
    }
    Ok(found)
}

/// Returns the number of bytes of an archive of the folder.
pub(super) fn zipped(python: &Interpreter, folder: &Path) -> anyhow::Result<u64> {
    let mut command = python.command();
    let told = process::read(command.args(["-c", ZIPPED]).arg(folder))?;
    told.trim().parse().context("the script prints a number")
}

/// Returns the source of a file in `__pycache__`.
fn source_of(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?.strip_suffix(".pyc")?;
    let folder = path.parent()?;
    let (module, _) = name.split_once(".cpython-")?;
    folder.ends_with("__pycache__").then_some(())?;
    Some(folder.parent()?.join(module).with_extension("py"))
}

/// Tells whether bytecode is not used, as PEP 552 defines it: flags, then date and size of the source.
fn is_stale(bytecode: &Path, source: &Path) -> anyhow::Result<bool> {
    let header = fs_err::read(bytecode)?;
    let number = |at: usize| {
        let bytes = header.get(at..at + 4)?.try_into().ok()?;
        Some(u32::from_le_bytes(bytes))
    };
    let (Some(flags), Some(date), Some(size)) = (number(4), number(8), number(12)) else {
        return Ok(true);
    };
    if flags != 0 {
        return Ok(false);
    }
    let Ok(metadata) = source.metadata() else {
        return Ok(true);
    };
    let modified = metadata.modified()?.duration_since(SystemTime::UNIX_EPOCH);
    // Both are taken modulo 2^32.
    let low = u64::from(u32::MAX);
    let seconds = modified.map_or(0, |since| since.as_secs()) & low;
    Ok((u64::from(date), u64::from(size)) != (seconds, metadata.len() & low))
}

#[cfg(test)]
mod tests {
    use warmfront_testkit::python;

    use super::*;

    fn package() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let code = folder.path().join("code/part");
        fs_err::create_dir_all(&code).unwrap();
        fs_err::write(code.join("one.py"), "ONE = 1\n").unwrap();
        fs_err::write(code.join("data.txt"), "a".repeat(5000)).unwrap();
        let script = format!("import compileall; compileall.compile_dir({code:?}, quiet=2)");
        python::newest().run(&script).unwrap();
        folder
    }

    #[test]
    fn bytecode_outlives_a_copy_that_keeps_dates_only() {
        let folder = package();
        let [code, kept, rewritten] =
            ["code", "kept", "rewritten"].map(|name| folder.path().join(name));
        copy(&code, &kept, Dates::Kept).unwrap();
        copy(&code, &rewritten, Dates::Rewritten).unwrap();
        let expected = footprint(&code).unwrap();
        assert_eq!(
            (expected.n_files, expected.n_bytecode, expected.n_stale),
            (3, 1, 0)
        );
        assert_eq!(footprint(&kept).unwrap(), expected);
        let n_stale = 1;
        assert_eq!(
            footprint(&rewritten).unwrap(),
            Footprint {
                n_stale,
                ..expected
            }
        );
    }

    #[test]
    fn an_archive_is_weighed_as_python_makes_it() {
        let folder = package();
        let (python, code) = (python::newest(), folder.path().join("code"));
        let archive = folder.path().join("code.zip");
        let script = format!(
            "import os, zipfile\narchive = zipfile.ZipFile({archive:?}, 'w', zipfile.ZIP_DEFLATED)\n\
             for at, _, names in os.walk({code:?}):\n for name in names:\n  \
             path = os.path.join(at, name)\n  archive.write(path, os.path.relpath(path, {code:?}))\n\
             archive.close()"
        );
        python.run(&script).unwrap();
        let expected = fs_err::metadata(&archive).unwrap().len();
        assert_eq!(zipped(&python, &code).unwrap(), expected);
    }
}
