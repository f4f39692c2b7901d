//! Unpacks zip archives that strangers may have made.
//!
//! Nothing leaves the folder, no declared size is believed, and a folder in the cache is complete
//! or not there at all.

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use sha2::{Digest, Sha256};
use zip::ZipArchive;
use zip::result::ZipError;

use crate::cache;

/// Most bytes that a package may have unpacked: Lambda's own limit for code and layers.
const MOST_BYTES: u64 = 250 << 20;

/// Most entries that are unpacked.
const MOST_ENTRIES: usize = 100_000;

/// Most folders that an entry lies in.
const DEEPEST: usize = 64;

/// Longest target of a link, as systems limit it.
const LONGEST_LINK: u64 = 4096;

/// Why an archive could not be unpacked.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The file could not be read, or the folder not be written.
    #[error("could not unpack `{}`", file.display())]
    Io {
        /// The archive.
        file: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// It is no zip archive, or a broken one.
    #[error("`{}` is not a readable zip archive", file.display())]
    Broken {
        /// The archive.
        file: PathBuf,
        /// The cause.
        source: ZipError,
    },
    /// It would unpack to more than Lambda takes.
    #[error("`{}` unpacks to more than 250 MB or {MOST_ENTRIES} files", file.display())]
    TooLarge {
        /// The archive.
        file: PathBuf,
    },
    /// An entry lies deeper than anything that a package has.
    #[error("`{}` has an entry in more than {DEEPEST} folders", file.display())]
    TooDeep {
        /// The archive.
        file: PathBuf,
    },
    /// An entry would be written outside of the folder.
    #[error("`{}` has an entry `{entry}` that leaves its folder", file.display())]
    Escapes {
        /// The archive.
        file: PathBuf,
        /// The entry's name.
        entry: String,
    },
}

/// Unpacks an archive into the cache, or finds it there, and returns the folder.
pub fn unpack(file: &Path, cache_folder: &Path) -> Result<PathBuf, ArchiveError> {
    unpack_within(MOST_BYTES, file, cache_folder)
}

fn unpack_within(most: u64, file: &Path, cache_folder: &Path) -> Result<PathBuf, ArchiveError> {
    let io = |source| ArchiveError::Io {
        file: file.to_owned(),
        source,
    };
    let parent = cache_folder.join("unpacked");
    let key = content_hash(file).map_err(io)?;
    cache::fill(&parent, &key, &io, &mut |temporary| {
        Unpacking {
            file,
            folder: &temporary.content,
            left: most,
            folders: BTreeSet::new(),
        }
        .run()
    })
}

fn content_hash(file: &Path) -> io::Result<String> {
    let mut hasher = Sha256::new();
    let mut opened = fs_err::File::open(file)?;
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = opened.read(&mut buffer)?;
        if read == 0 {
            return Ok(hex(&hasher.finalize()));
        }
        hasher.update(&buffer[..read]);
    }
}

/// Writes the start of a digest in hexadecimal: enough to name a folder.
pub(crate) fn hex(digest: &[u8]) -> String {
    let nibbles = digest
        .iter()
        .take(16)
        .flat_map(|byte| [byte >> 4, byte & 15]);
    nibbles
        .filter_map(|nibble| char::from_digit(u32::from(nibble), 16))
        .collect()
}

struct Unpacking<'a> {
    file: &'a Path,
    folder: &'a Path,
    left: u64,
    folders: BTreeSet<PathBuf>,
}

impl Unpacking<'_> {
    fn io(&self, source: io::Error) -> ArchiveError {
        ArchiveError::Io {
            file: self.file.to_owned(),
            source,
        }
    }

    fn broken(&self, source: ZipError) -> ArchiveError {
        ArchiveError::Broken {
            file: self.file.to_owned(),
            source,
        }
    }

    fn escapes(&self, entry: &str) -> ArchiveError {
        ArchiveError::Escapes {
            file: self.file.to_owned(),
            entry: entry.to_owned(),
        }
    }

    fn run(mut self) -> Result<(), ArchiveError> {
        let opened = fs_err::File::open(self.file).map_err(|error| self.io(error))?;
        let buffered = io::BufReader::new(opened);
        let mut archive = ZipArchive::new(buffered).map_err(|error| self.broken(error))?;
        if archive.len() > MOST_ENTRIES {
            return Err(self.too_large());
        }
        let mut links = Vec::new();
        for index in 0..archive.len() {
            let entry = archive
                .by_index(index)
                .map_err(|error| self.broken(error))?;
            let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
            let inside = inside(&name).ok_or_else(|| self.escapes(&name))?;
            self.count_folders(&inside)?;
            let place = self.folder.join(&inside);
            let mode = entry.unix_mode().unwrap_or(0o644);
            if entry.is_dir() {
                fs_err::create_dir_all(&place).map_err(|error| self.io(error))?;
            } else if mode & 0o170_000 == 0o120_000 {
                let target = self.link_target(entry)?;
                links.push((inside, target));
            } else {
                self.write(entry, &place, mode)?;
            }
        }
        // Links come last, so that no entry can be written through one.
        for (inside, target) in links {
            self.link(&inside, &target)?;
        }
        Ok(())
    }

    /// Counts the folders that a name needs: a few long names could ask for millions.
    fn count_folders(&mut self, inside: &Path) -> Result<(), ArchiveError> {
        if inside.components().count() > DEEPEST + 1 {
            let file = self.file.to_owned();
            return Err(ArchiveError::TooDeep { file });
        }
        for above in inside.ancestors().skip(1) {
            if self.folders.contains(above) {
                break;
            }
            self.folders.insert(above.to_owned());
        }
        if self.folders.len() > MOST_ENTRIES {
            return Err(self.too_large());
        }
        Ok(())
    }

    fn too_large(&self) -> ArchiveError {
        ArchiveError::TooLarge {
            file: self.file.to_owned(),
        }
    }

    fn write(&mut self, entry: impl Read, place: &Path, mode: u32) -> Result<(), ArchiveError> {
        if let Some(parent) = place.parent() {
            fs_err::create_dir_all(parent).map_err(|error| self.io(error))?;
        }
        let mut file = fs_err::File::create(place).map_err(|error| self.io(error))?;
        let mut bounded = entry.take(self.left + 1);
        let written = io::copy(&mut bounded, &mut file).map_err(|error| self.io(error))?;
        self.left = self
            .left
            .checked_sub(written)
            .ok_or_else(|| self.too_large())?;
        make_executable(place, mode).map_err(|error| self.io(error))
    }

    fn link_target(&self, entry: impl Read) -> Result<String, ArchiveError> {
        let mut target = String::new();
        entry
            .take(LONGEST_LINK + 1)
            .read_to_string(&mut target)
            .map_err(|error| self.io(error))?;
        if target.len() as u64 > LONGEST_LINK {
            return Err(self.escapes(&target[..target.floor_char_boundary(100)]));
        }
        Ok(target)
    }

    fn link(&self, inside: &Path, target: &str) -> Result<(), ArchiveError> {
        let refusal = || self.escapes(&format!("{} -> {target}", inside.display()));
        let place = self.folder.join(inside);
        let parent = place.parent().unwrap_or(self.folder);
        fs_err::create_dir_all(parent).map_err(|error| self.io(error))?;
        // A link below another link would not be where its name says, nor point where it seems to.
        let is_plain = inside
            .ancestors()
            .skip(1)
            .all(|above| !self.folder.join(above).is_symlink());
        if !is_plain || !stays(inside, Path::new(target)) {
            return Err(refusal());
        }
        symlink(target, &place).map_err(|error| self.io(error))
    }
}

/// Returns a name as a path below a folder, if it is one.
fn inside(name: &str) -> Option<PathBuf> {
    if name.is_empty() || name.contains(['\0', '\\']) {
        return None;
    }
    let mut path = PathBuf::new();
    for component in Path::new(name).components() {
        match component {
            Component::Normal(part) => path.push(part),
            Component::CurDir => {}
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(path)
}

/// Says whether a link's target stays inside: it may go up only at its start, where what is above
/// is known, and not above the top.
fn stays(link: &Path, target: &Path) -> bool {
    let depth = link.components().count().saturating_sub(1);
    let ups = target
        .components()
        .take_while(|part| matches!(part, Component::ParentDir | Component::CurDir))
        .filter(|part| *part == Component::ParentDir)
        .count();
    let rest_is_plain = target
        .components()
        .skip_while(|part| matches!(part, Component::ParentDir | Component::CurDir))
        .all(|part| matches!(part, Component::Normal(_)));
    ups <= depth && rest_is_plain && target.components().next().is_some()
}

#[cfg(unix)]
fn symlink(target: &str, place: &Path) -> io::Result<()> {
    fs_err::os::unix::fs::symlink(target, place)
}

#[cfg(not(unix))]
fn symlink(_target: &str, _place: &Path) -> io::Result<()> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

#[cfg(unix)]
fn make_executable(place: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = if mode & 0o111 == 0 { 0o644 } else { 0o755 };
    fs_err::set_permissions(place, std::fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn make_executable(_place: &Path, _mode: u32) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests;
