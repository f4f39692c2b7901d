//! Keeps what was found in sources, for as long as nothing changes.
//!
//! What is kept is believed only if the same program would read the same files: their contents are
//! compared by digest, and not read where their dates and numbers are those of the last time. Who
//! can write to the store can hide findings, but not make a fix reach beyond the sources.

mod answer;
mod codec;
mod stamp;

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;
use sha2::{Digest as _, Sha256};

use crate::finding::Finding;
use crate::parallel;
use crate::python::{Facts, Sources};
use crate::report::{Input, Report, check};
use crate::selection::Selection;
pub use answer::Answer;
use codec::Kept;
use stamp::Stamp;

/// Where results are kept between runs.
#[derive(Debug, Clone)]
pub struct Store {
    /// A folder; it is made when there is something to keep.
    pub folder: PathBuf,
    /// What tells this program from others that have other rules.
    pub maker: String,
}

/// A SHA-256 digest.
type Hash = [u8; 32];

/// Largest file that is taken for a store.
const LARGEST: u64 = 256 << 20;

const NAME: &str = "sources.bin";

/// Reads sources and asks the selected rules about them, or returns what they said the last time
/// about the same.
///
/// A store that cannot be read or written costs time only.
#[must_use]
pub fn check_sources(sources: &Sources, selection: &Selection, store: Option<&Store>) -> Report {
    let Some(store) = store else {
        return found(sources, selection);
    };
    let path = store.folder.join(NAME);
    let kept = read(&path, sources);
    let stamped = stamped(sources, kept.as_ref());
    let key = key(sources, selection, &store.maker, &stamped);
    let kept = kept.filter(|(kept, _)| kept.key == key);
    let is_settled = stamped.iter().all(|file| file.is_settled);
    if let Some((kept, _)) = kept {
        if !is_settled {
            write(
                &path,
                &Kept {
                    files: known(&stamped),
                    ..kept.clone()
                },
            );
        }
        return kept.report;
    }
    let report = found(sources, selection);
    let kept = Kept {
        key,
        files: known(&stamped),
        report,
    };
    write(&path, &kept);
    kept.report
}

fn found(sources: &Sources, selection: &Selection) -> Report {
    let facts = Facts::read(sources);
    let input = Input {
        python: Some(&facts),
        ..Input::default()
    };
    check(&input, selection)
}

/// A file as it is now.
#[derive(Debug)]
struct Stamped<'a> {
    file: &'a Path,
    stamp: Option<Stamp>,
    hash: Hash,
    /// Whether its stamp would tell of a change from now on.
    is_settled: bool,
}

/// Finds the digests of all files, reading those that may have changed.
fn stamped<'a>(sources: &'a Sources, kept: Option<&(Kept, Stamp)>) -> Vec<Stamped<'a>> {
    let none = BTreeMap::new();
    let known = kept.map_or(&none, |(kept, _)| &kept.files);
    parallel::map(sources.files.len(), |index| {
        let file = sources.files[index].as_path();
        let path = sources.root.join(file);
        let stamp = Stamp::of(&path);
        let same = known
            .get(file.as_os_str())
            .filter(|(before, _)| Some(*before) == stamp);
        // What was changed in the moment of the last run may have been changed again since.
        let is_old = |stamp: Stamp| kept.is_some_and(|(_, store)| stamp.is_before(*store));
        let hash = same
            .filter(|(before, _)| is_old(*before))
            .map(|(_, hash)| *hash);
        Stamped {
            file,
            stamp,
            is_settled: hash.is_some(),
            hash: hash.unwrap_or_else(|| hash_of(&path, stamp)),
        }
    })
}

fn hash_of(path: &Path, stamp: Option<Stamp>) -> Hash {
    let is_read = stamp.is_some_and(|stamp| stamp.is_file() && stamp.size() <= LARGEST);
    let bytes = is_read.then(|| fs_err::read(path).ok()).flatten();
    let mut hasher = Sha256::new();
    match bytes {
        Some(bytes) => hasher.update(&bytes),
        None => hasher.update(format!("unreadable: {stamp:?}")),
    }
    hasher.finalize().into()
}

fn known(stamped: &[Stamped<'_>]) -> BTreeMap<OsString, (Stamp, Hash)> {
    let known = stamped.iter();
    known
        .filter_map(|file| Some((file.file.as_os_str().to_owned(), (file.stamp?, file.hash))))
        .collect()
}

/// Returns a digest of everything that findings depend on.
fn key(sources: &Sources, selection: &Selection, maker: &str, stamped: &[Stamped<'_>]) -> Hash {
    let mut hasher = Sha256::new();
    let mut add = |bytes: &[u8]| {
        hasher.update((bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    add(maker.as_bytes());
    for rule in selection.rules() {
        add(&rule.code.0.to_le_bytes());
    }
    for folders in [&sources.code, &sources.shared] {
        add(b"folders");
        for path in folders {
            add(path.as_os_str().as_encoded_bytes());
        }
    }
    for handler in &sources.handlers {
        add(b"handler");
        add(handler.code.as_os_str().as_encoded_bytes());
        add(handler.handler.as_bytes());
    }
    for file in stamped {
        add(file.file.as_os_str().as_encoded_bytes());
        add(&file.hash);
    }
    hasher.finalize().into()
}

/// Returns what is kept, with the stamp of the file that it is kept in.
fn read(path: &Path, sources: &Sources) -> Option<(Kept, Stamp)> {
    let stamp = Stamp::of(path)?;
    if !stamp.is_file() || stamp.size() > LARGEST {
        return None;
    }
    let kept = codec::decode(&fs_err::read(path).ok()?)?;
    let files: FxHashSet<&OsStr> = sources.files.iter().map(|file| file.as_os_str()).collect();
    let is_of_sources = |finding: &Finding| {
        let secondary = finding.secondary.iter().map(|one| one.place.file.as_path());
        let edits = finding
            .fix
            .iter()
            .flat_map(|fix| &fix.edits)
            .map(|edit| edit.file.as_path());
        let mut all = secondary.chain(edits).chain([finding.place.file.as_path()]);
        all.all(|file| files.contains(file.as_os_str()))
    };
    kept.report
        .findings
        .iter()
        .all(is_of_sources)
        .then_some((kept, stamp))
}

fn write(path: &Path, kept: &Kept) {
    replace(path, &codec::encode(kept));
}

/// Writes a file whole, or leaves what was there.
fn replace(path: &Path, bytes: &[u8]) {
    let Some(folder) = path.parent() else {
        return;
    };
    let temporary = path.with_extension(std::process::id().to_string());
    let written = fs_err::create_dir_all(folder)
        .and_then(|()| fs_err::write(&temporary, bytes))
        .and_then(|()| fs_err::rename(&temporary, path));
    if written.is_err() {
        // Nothing is lost but time.
        let _removed = fs_err::remove_file(&temporary);
    }
}

#[cfg(test)]
mod tests;
