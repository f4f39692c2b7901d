//! Results in the making: beside their place, under a name of their own, until they are complete.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::{WriteError, written};

/// Part of the name of what is in the making, after the name that it will have.
const MARK: &str = ".warmfront-partial-";

/// A folder to make results in, which goes away unless it is taken.
pub(super) struct Temporary {
    folder: tempfile::TempDir,
    // The system lets go of it however its holder ends.
    _lock: File,
}

impl Temporary {
    /// Makes one beside a place, and removes those that runs left there which were ended.
    pub(super) fn beside(place: &Path) -> Result<Self, WriteError> {
        let failed = written(place);
        let parent = parent(place);
        fs_err::create_dir_all(&parent).map_err(&failed)?;
        let name = place.file_name().unwrap_or_default().to_string_lossy();
        let start = format!(".{name}{MARK}");
        remove_leftovers(&parent, &start);
        let folder = tempfile::Builder::new()
            .prefix(&start)
            .tempdir_in(&parent)
            .map_err(&failed)?;
        let lock = File::open(folder.path()).map_err(&failed)?;
        lock.lock().map_err(&failed)?;
        Ok(Self {
            folder,
            _lock: lock,
        })
    }

    /// Returns the path that the result is made at.
    pub(super) fn content(&self) -> PathBuf {
        self.folder.path().join("content")
    }

    /// Returns a path to put aside what the result replaces.
    pub(super) fn replaced(&self) -> PathBuf {
        self.folder.path().join("replaced")
    }
}

/// Returns the folder that a place is in.
pub(super) fn parent(place: &Path) -> PathBuf {
    let parent = place.parent().unwrap_or(Path::new("."));
    if parent.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        parent.to_owned()
    }
}

fn remove_leftovers(parent: &Path, start: &str) {
    for entry in fs_err::read_dir(parent).into_iter().flatten().flatten() {
        let is_ours = entry.file_name().to_string_lossy().starts_with(start);
        if is_ours && is_left(&entry.path()) {
            // What cannot be removed now may be at the next build.
            let _kept = fs_err::remove_dir_all(entry.path());
        }
    }
}

/// Says whether nobody is at work on a folder.
fn is_left(folder: &Path) -> bool {
    let opened: io::Result<File> = File::open(folder);
    opened.is_ok_and(|folder| !matches!(folder.try_lock(), Err(TryLockError::WouldBlock)))
}
