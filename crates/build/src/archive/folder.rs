//! Packages as folders, with the manifest in them.

use std::fs::FileTimes;
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::layout::Place;
use super::temporary::Temporary;
use super::{Form, Kind, WriteError, Written, check, read, written};
use crate::manifest;
use crate::package::{Content, Package};

/// When every file was changed: the second day of 1980. Ten years, two of them with a day more, and a
/// day after the clock's zero.
///
/// A zip archive knows no earlier year, and functions that write their own files into one ask for the
/// local time: on the first day it was still 1979 in the west.
const CHANGED: Duration = Duration::from_hours((10 * 365 + 2 + 1) * 24);

/// Writes a package with its manifest as a folder, in place of one that an earlier build made.
pub fn write_folder(
    package: &Package,
    manifest: &[u8],
    form: Form,
    to: &Path,
) -> Result<Written, WriteError> {
    let layout = check(package, form)?;
    let failed = written(to);
    // What a link leads to is replaced, and not the link.
    let to = match fs_err::canonicalize(to) {
        Ok(path) => path,
        Err(error) if error.kind() == io::ErrorKind::NotFound => to.to_owned(),
        Err(error) => return Err(failed(error)),
    };
    if !may_replace(&to).map_err(&failed)? {
        return Err(WriteError::NotABuild { path: to });
    }
    let temporary = Temporary::beside(&to)?;
    let content = temporary.content();
    fs_err::create_dir(&content).map_err(&failed)?;
    for place in &layout.places {
        write(place, &content, form.kind, &failed)?;
    }
    let manifest = Content::Bytes(manifest.into());
    let file = content.join(manifest::FILE_NAME);
    write_file(&file, &manifest, 0o644, &failed)?;
    open_folders(&content).map_err(&failed)?;
    replace(&temporary, &to).map_err(&failed)?;
    Ok(Written {
        path: to,
        bytes: package.size(),
        bytes_zipped: None,
        notes: Vec::new(),
    })
}

/// Makes a folder that holds one package hold another: what is the same stays as it is.
///
/// Unlike [`write_folder`] it is not all or nothing: it is for folders of our own.
pub fn update_folder(before: &Package, after: &Package, folder: &Path) -> Result<(), WriteError> {
    let failed = written(folder);
    for (path, entry) in before.entries() {
        if after.get(path) != Some(entry) {
            fs_err::remove_file(folder.join(path.as_str())).map_err(&failed)?;
        }
    }
    let layout = check(after, Form::default())?;
    for place in &layout.places {
        let path = folder.join(&place.name);
        if fs_err::symlink_metadata(&path).is_err() {
            write(place, folder, Kind::Code, &failed)?;
        }
    }
    Ok(())
}

/// Says whether a place is free, or holds what an earlier build made.
fn may_replace(place: &Path) -> io::Result<bool> {
    let metadata = match fs_err::symlink_metadata(place) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        Err(error) => return Err(error),
    };
    if !metadata.is_dir() {
        return Ok(false);
    }
    let is_empty = fs_err::read_dir(place)?.next().is_none();
    Ok(is_empty || place.join(manifest::FILE_NAME).is_file())
}

fn write(
    place: &Place<'_>,
    folder: &Path,
    kind: Kind,
    failed: &impl Fn(io::Error) -> WriteError,
) -> Result<(), WriteError> {
    let path = folder.join(&place.name);
    if let Some(parent) = path.parent() {
        fs_err::create_dir_all(parent).map_err(failed)?;
    }
    match place.link_target(kind) {
        Some(target) => symlink(&target, &path).map_err(failed),
        None => write_file(&path, &place.entry.content, place.mode(), failed),
    }
}

fn write_file(
    path: &Path,
    content: &Content,
    mode: u32,
    failed: &impl Fn(io::Error) -> WriteError,
) -> Result<(), WriteError> {
    // Names that the file system takes for the same must not overwrite each other.
    let mut file = fs_err::File::create_new(path).map_err(failed)?;
    read(content, &mut |bytes| file.write_all(bytes).map_err(failed))?;
    permit(path, mode).map_err(failed)?;
    let times = FileTimes::new().set_modified(SystemTime::UNIX_EPOCH + CHANGED);
    file.into_parts().0.set_times(times).map_err(failed)
}

/// Gives every folder the permissions that any umask would allow.
fn open_folders(folder: &Path) -> io::Result<()> {
    permit(folder, 0o755)?;
    for entry in fs_err::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            open_folders(&entry.path())?;
        }
    }
    Ok(())
}

/// Puts the result in its place, where what was there is exchanged for it.
fn replace(temporary: &Temporary, to: &Path) -> io::Result<()> {
    let content = temporary.content();
    if !to.exists() {
        return fs_err::rename(content, to);
    }
    if exchange(&content, to).is_ok() {
        return Ok(());
    }
    // Not every file system can exchange; what was there comes back if the second step fails.
    let aside = temporary.replaced();
    fs_err::rename(to, &aside)?;
    fs_err::rename(content, to).inspect_err(|_| {
        // The first failure is the one to tell of.
        let _lost = fs_err::rename(&aside, to);
    })
}

#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn exchange(left: &Path, right: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, left, CWD, right, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn exchange(_left: &Path, _right: &Path) -> io::Result<()> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

#[cfg(unix)]
fn symlink(target: &str, path: &Path) -> io::Result<()> {
    fs_err::os::unix::fs::symlink(target, path)
}

#[cfg(not(unix))]
fn symlink(_target: &str, _path: &Path) -> io::Result<()> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

#[cfg(unix)]
fn permit(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs_err::set_permissions(path, std::fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn permit(_path: &Path, _mode: u32) -> io::Result<()> {
    Ok(())
}
