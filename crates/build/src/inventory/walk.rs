//! Walking the folders of a package: files, and links that stay within.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::path::{Path, PathBuf};

use fs_err as fs;

use super::{InventoryError, Limits, Origin, Root, exclude};
use crate::package::{Content, Entry, PackagePath};

/// Folders inside each other; a path of Lambda's file system cannot hold more.
const MOST_DEPTH: usize = 128;

/// What was found, before it is a package.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) entries: BTreeMap<PackagePath, Entry>,
    pub(super) notes: Vec<String>,
}

/// Walks the folders in order.
pub(super) fn walk(roots: &[Root], limits: Limits) -> Result<Found, InventoryError> {
    let mut real = Vec::new();
    for root in roots {
        let folder = fs::canonicalize(&root.folder);
        real.push(folder.map_err(|source| unreadable(&root.folder, source))?);
    }
    let mut found = Found::default();
    let mut bytes = 0;
    for (root, folder) in roots.iter().zip(&real) {
        let mut walk = Walk {
            root: folder,
            roots: &real,
            origin: root.origin,
            limits,
            n_before: found.entries.len(),
            bytes,
            files: BTreeMap::new(),
            notes: Vec::new(),
        };
        walk.folder(folder, "", &mut vec![folder.clone()])?;
        bytes = walk.bytes;
        let Walk {
            mut files, notes, ..
        } = walk;
        follow_lost_links(&mut files, folder)?;
        found.notes.extend(notes);
        merge(&mut found, files, &root.folder)?;
    }
    Ok(found)
}

struct Walk<'a> {
    root: &'a Path,
    roots: &'a [PathBuf],
    origin: Origin,
    limits: Limits,
    n_before: usize,
    bytes: u64,
    files: BTreeMap<PackagePath, Entry>,
    notes: Vec<String>,
}

impl Walk<'_> {
    /// Walks one folder. `above` holds the real folders that lead here, so that no link is a circle.
    fn folder(
        &mut self,
        folder: &Path,
        place: &str,
        above: &mut Vec<PathBuf>,
    ) -> Result<(), InventoryError> {
        if above.len() > MOST_DEPTH {
            return Err(too_much(MOST_DEPTH as u64, "folders inside each other"));
        }
        let mut names = Vec::new();
        for entry in fs::read_dir(folder).map_err(|source| unreadable(folder, source))? {
            names.push(
                entry
                    .map_err(|source| unreadable(folder, source))?
                    .file_name(),
            );
        }
        names.sort();
        for name in names {
            let path = folder.join(&name);
            let text = name
                .to_str()
                .ok_or_else(|| InventoryError::Name { path: path.clone() })?;
            let place = match place {
                "" => text.to_owned(),
                _ => format!("{place}/{text}"),
            };
            self.one(path, &place, above)?;
        }
        Ok(())
    }

    fn one(
        &mut self,
        path: PathBuf,
        place: &str,
        above: &mut Vec<PathBuf>,
    ) -> Result<(), InventoryError> {
        let kind = fs::symlink_metadata(&path).map_err(|source| unreadable(&path, source))?;
        let name = place.rsplit('/').next().unwrap_or(place);
        if kind.is_symlink() {
            return self.link(path, place, above);
        }
        if kind.is_dir() {
            if let Some(why) = self.exclusion(|| exclude::folder(name, &path)) {
                if why != exclude::OWN {
                    self.notes.push(format!("left out `{place}`: {why}"));
                }
                return Ok(());
            }
            above.push(path.clone());
            self.folder(&path, place, above)?;
            above.pop();
            return Ok(());
        }
        if !kind.is_file() {
            let note = format!("left out `{place}`: neither a file nor a folder");
            self.notes.push(note);
            return Ok(());
        }
        if self.exclusion(|| exclude::file(name)).is_some() {
            return Ok(());
        }
        if self.origin == Origin::Project && exclude::may_hold_secrets(name) {
            let note = format!("`{place}` is part of the package and may hold secrets");
            self.notes.push(note);
        }
        self.file(path, place, &kind)
    }

    fn exclusion(&self, why: impl FnOnce() -> Option<&'static str>) -> Option<&'static str> {
        (self.origin == Origin::Project).then(why).flatten()
    }

    fn file(&mut self, path: PathBuf, place: &str, kind: &Metadata) -> Result<(), InventoryError> {
        let content = Content::File {
            path: path.clone(),
            size: kind.len(),
        };
        self.bytes = self.bytes.saturating_add(kind.len());
        if self.bytes > self.limits.most_bytes {
            return Err(too_much(self.limits.most_bytes, "bytes"));
        }
        self.insert(path, place, content, is_executable(kind))
    }

    fn insert(
        &mut self,
        path: PathBuf,
        place: &str,
        content: Content,
        executable: bool,
    ) -> Result<(), InventoryError> {
        if self.n_before + self.files.len() >= self.limits.most_files {
            return Err(too_much(self.limits.most_files as u64, "files"));
        }
        let place = PackagePath::new(place).map_err(|_| InventoryError::Name { path })?;
        let entry = Entry {
            content,
            executable,
            distribution: None,
        };
        self.files.insert(place, entry);
        Ok(())
    }

    /// A link to a file of the same folder stays a link; what else it leads to within the package is
    /// taken in its place.
    fn link(
        &mut self,
        path: PathBuf,
        place: &str,
        above: &mut Vec<PathBuf>,
    ) -> Result<(), InventoryError> {
        let Ok(target) = fs::canonicalize(&path) else {
            let note = format!("left out `{place}`: a link that leads nowhere");
            self.notes.push(note);
            return Ok(());
        };
        if !self.roots.iter().any(|root| target.starts_with(root)) {
            return Err(InventoryError::LinkOutside { link: path, target });
        }
        let kind = fs::metadata(&target).map_err(|source| unreadable(&target, source))?;
        if kind.is_dir() {
            if above.contains(&target) || self.root.starts_with(&target) {
                let note = format!("left out `{place}`: a link to a folder that it is in");
                self.notes.push(note);
                return Ok(());
            }
            above.push(target.clone());
            self.folder(&target, place, above)?;
            above.pop();
            return Ok(());
        }
        let within = target.strip_prefix(self.root).ok().and_then(Path::to_str);
        match within.and_then(|within| PackagePath::new(within).ok()) {
            Some(within) if kind.is_file() => {
                self.insert(path, place, Content::Link(within), is_executable(&kind))
            }
            _ if kind.is_file() => self.file(target, place, &kind),
            _ => Ok(()),
        }
    }
}

/// A link to what was left out, or to another link, takes the place of the file itself.
fn follow_lost_links(
    files: &mut BTreeMap<PackagePath, Entry>,
    root: &Path,
) -> Result<(), InventoryError> {
    let is_file = |path: &PackagePath| {
        let entry = files.get(path);
        entry.is_some_and(|entry| matches!(entry.content, Content::File { .. }))
    };
    let lost = files
        .iter()
        .filter_map(|(path, entry)| match &entry.content {
            Content::Link(target) if !is_file(target) => Some((path.clone(), target.clone())),
            _ => None,
        });
    for (path, target) in lost.collect::<Vec<_>>() {
        let real = root.join(target.as_str());
        let kind = fs::metadata(&real).map_err(|source| unreadable(&real, source))?;
        if let Some(entry) = files.get_mut(&path) {
            entry.content = Content::File {
                path: real,
                size: kind.len(),
            };
        }
    }
    Ok(())
}

/// Adds the files of one folder to those of the folders before it.
fn merge(
    found: &mut Found,
    files: BTreeMap<PackagePath, Entry>,
    folder: &Path,
) -> Result<(), InventoryError> {
    let mut behind: Vec<PackagePath> = Vec::new();
    for (path, entry) in files {
        let Some(first) = found.entries.get(&path) else {
            found.entries.insert(path, entry);
            continue;
        };
        if first.content.size() != entry.content.size() || !same(first, &entry, folder)? {
            behind.push(path);
        }
    }
    if let Some(first) = behind.first() {
        let folder = folder.display();
        let note = match behind.len() {
            1 => format!(
                "`{first}` of `{folder}` differs from that of an earlier folder, which is taken"
            ),
            n => format!(
                "{n} files of `{folder}`, such as `{first}`, differ from those of an earlier folder, \
                 which are taken"
            ),
        };
        found.notes.push(note);
    }
    Ok(())
}

fn same(one: &Entry, other: &Entry, folder: &Path) -> Result<bool, InventoryError> {
    let failed = |source| unreadable(folder, source);
    Ok(one.content.read().map_err(failed)? == other.content.read().map_err(failed)?)
}

#[cfg(unix)]
fn is_executable(kind: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    kind.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn is_executable(_kind: &Metadata) -> bool {
    false
}

fn unreadable(path: &Path, source: std::io::Error) -> InventoryError {
    let path = path.to_owned();
    InventoryError::Read { path, source }
}

fn too_much(most: u64, what: &'static str) -> InventoryError {
    InventoryError::TooMuch { most, what }
}
