//! Folders of the cache: complete or not there at all, whoever else is at work and however it ends.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// Start of the names of folders that are being filled, before the key.
const PARTIAL: &str = ".partial-";

/// A folder that is being filled.
pub(crate) struct Temporary<'a> {
    /// Folder that goes away in the end.
    pub(crate) path: &'a Path,
    /// Folder within it that stays.
    pub(crate) content: PathBuf,
    /// Held as long as the folder is being filled.
    pub(crate) lock: &'a File,
}

/// Makes a folder of the cache, complete or not at all, or finds it there.
///
/// `failed` makes the error of a cache that cannot be written.
pub(crate) fn fill<E>(
    parent: &Path,
    key: &str,
    failed: &dyn Fn(io::Error) -> E,
    make: &mut dyn FnMut(&Temporary<'_>) -> Result<(), E>,
) -> Result<PathBuf, E> {
    let folder = parent.join(key);
    if folder.is_dir() {
        return Ok(folder);
    }
    fs_err::create_dir_all(parent).map_err(failed)?;
    // The system lets go of the lock however its holder ends.
    let lock = open_lock(&parent.join(format!("{key}.lock"))).map_err(failed)?;
    lock.lock().map_err(failed)?;
    if folder.is_dir() {
        return Ok(folder);
    }
    remove_leftovers(parent, key);
    let filled = fill_locked(&folder, &lock, failed, make);
    // What a build left running may still have the lock open.
    lock.unlock().map_err(failed)?;
    filled.map(|()| folder)
}

fn open_lock(file: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    options.open(file)
}

/// Fills a folder of the cache while its lock is held.
fn fill_locked<E>(
    folder: &Path,
    lock: &File,
    failed: &dyn Fn(io::Error) -> E,
    make: &mut dyn FnMut(&Temporary<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let parent = folder.parent().unwrap_or(folder);
    let key = folder.file_name().unwrap_or_default().to_string_lossy();
    let temporary = tempfile::Builder::new()
        .prefix(&format!("{PARTIAL}{key}-"))
        .tempdir_in(parent)
        .map_err(failed)?;
    let content = temporary.path().join("content");
    fs_err::create_dir(&content).map_err(failed)?;
    let filling = Temporary {
        path: temporary.path(),
        content,
        lock,
    };
    make(&filling)?;
    fs_err::rename(&filling.content, folder).map_err(failed)
}

/// Removes what runs left that were ended in the middle; nobody holds the lock of such a folder.
fn remove_leftovers(parent: &Path, own_key: &str) {
    for entry in fs_err::read_dir(parent).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(rest) = name.strip_prefix(PARTIAL) else {
            continue;
        };
        let key = rest.rsplit_once('-').map_or(rest, |(key, _)| key);
        let is_left = key == own_key || is_unlocked(&parent.join(format!("{key}.lock")));
        if is_left {
            // What cannot be removed now may be at the next installation.
            let _kept = fs_err::remove_dir_all(entry.path());
        }
    }
}

fn is_unlocked(lock: &Path) -> bool {
    match File::open(lock).map(|lock| lock.try_lock()) {
        Ok(Err(TryLockError::WouldBlock)) => false,
        Ok(locked) => locked.is_ok(),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}
