//! One installation: into a folder of the cache, never into the user's own environment.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest, Sha256};
use warmfront_model::function::PythonVersion;
use warmfront_model::target::Target;

use super::installer::{self, Installer};
use super::{Progress, ProvideError, failure, record};
use crate::Surroundings;
use crate::archive::hex;
use crate::document::read_bytes;
use crate::interpreter::Interpreter;
use crate::process;

/// Longest that an installation may take; some packages are built from source.
const PATIENCE: Duration = Duration::from_mins(30);

/// Part of the key, to be raised when installations are made in another way.
const GENERATION: &str = "2";

/// Largest file whose content becomes part of the key.
const LARGEST: u64 = 1 << 30;

/// Start of the names of folders that are being filled, before the key.
const PARTIAL: &str = ".partial-";

/// Whether packages may be built from source where they have no wheel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sdists {
    /// Wheels only.
    #[default]
    Refused,
    /// Built on this machine, which must be like the target.
    Built,
}

/// Whether the requirements are all there is to install.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Extent {
    /// What they need is found out by the installer.
    #[default]
    Roots,
    /// A lock lists everything.
    Whole,
}

/// How packages are chosen for another machine than this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rules {
    /// The machine.
    pub(super) target: Target,
    /// Whether packages may be built.
    pub(super) sdists: Sdists,
    /// Whether the requirements are all there is.
    pub(super) extent: Extent,
}

/// What to install.
pub(super) struct Order<'a> {
    /// Lines of a requirements file.
    pub(super) lines: &'a [String],
    /// Files on which the result depends beside them.
    pub(super) files: &'a [PathBuf],
    /// Folder to run the installer in, where it finds its configuration.
    pub(super) folder: &'a Path,
    /// The interpreter to install for, or to run the installer where there are rules.
    pub(super) interpreter: &'a Interpreter,
    /// The machine.
    pub(super) surroundings: &'a Surroundings,
    /// The target, where that is not the interpreter.
    pub(super) rules: Option<Rules>,
}

impl Order<'_> {
    fn packages(&self) -> impl Iterator<Item = &String> {
        self.lines.iter().filter(|line| !line.starts_with('-'))
    }

    /// Says whether every package is given with hashes.
    pub(super) fn is_hashed(&self) -> bool {
        let mut packages = self.packages().peekable();
        packages.peek().is_some() && packages.all(|line| line.contains("--hash="))
    }

    /// Returns the Python version that is installed for.
    pub(super) fn version(&self) -> PythonVersion {
        self.rules
            .map_or(self.interpreter.version, |rules| rules.target.version)
    }
}

/// Installs, or finds what was installed before, and returns the folder.
pub(super) fn install(
    order: &Order<'_>,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<PathBuf, ProvideError> {
    let parent = order.surroundings.cache_folder.join("dependencies");
    let mut installer = installer::find(order)?;
    let key = key(order, installer.name)?;
    fill(&parent, &key, &mut |temporary| {
        let requirements = temporary.path.join("requirements.txt");
        fs_err::write(&requirements, order.lines.join("\n") + "\n")
            .map_err(|source| cache_error(&parent, source))?;
        let command = &mut installer.command;
        command.arg("--target").arg(&temporary.content);
        command.arg("-r").arg(&requirements);
        command.current_dir(order.folder);
        run(order, &mut installer, temporary.lock, progress)?;
        if order.rules.is_some() {
            record::settle(&temporary.content).map_err(|source| cache_error(&parent, source))?;
        }
        Ok(())
    })
}

/// A folder that is being filled.
pub(super) struct Temporary<'a> {
    /// Folder that goes away in the end.
    path: &'a Path,
    /// Folder within it that stays.
    pub(super) content: PathBuf,
    /// Held as long as the folder is being filled.
    lock: &'a File,
}

pub(super) fn cache_error(folder: &Path, source: io::Error) -> ProvideError {
    ProvideError::Cache {
        folder: folder.to_owned(),
        source,
    }
}

/// Makes a folder of the cache, complete or not at all, or finds it there.
pub(super) fn fill(
    parent: &Path,
    key: &str,
    make: &mut dyn FnMut(&Temporary<'_>) -> Result<(), ProvideError>,
) -> Result<PathBuf, ProvideError> {
    let io = |source| cache_error(parent, source);
    let folder = parent.join(key);
    if folder.is_dir() {
        return Ok(folder);
    }
    fs_err::create_dir_all(parent).map_err(io)?;
    // The system lets go of the lock however its holder ends.
    let lock = open_lock(&parent.join(format!("{key}.lock"))).map_err(io)?;
    lock.lock().map_err(io)?;
    if folder.is_dir() {
        return Ok(folder);
    }
    remove_leftovers(parent, key);
    let filled = fill_locked(parent, key, &lock, make);
    // What a build left running may still have the lock open.
    lock.unlock().map_err(io)?;
    filled
}

fn open_lock(file: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    options.open(file)
}

fn fill_locked(
    parent: &Path,
    key: &str,
    lock: &File,
    make: &mut dyn FnMut(&Temporary<'_>) -> Result<(), ProvideError>,
) -> Result<PathBuf, ProvideError> {
    let io = |source| cache_error(parent, source);
    let folder = parent.join(key);
    let temporary = tempfile::Builder::new()
        .prefix(&format!("{PARTIAL}{key}-"))
        .tempdir_in(parent)
        .map_err(io)?;
    let content = temporary.path().join("content");
    fs_err::create_dir(&content).map_err(io)?;
    let filling = Temporary {
        path: temporary.path(),
        content,
        lock,
    };
    make(&filling)?;
    match fs_err::rename(&filling.content, &folder) {
        Err(_) if folder.is_dir() => Ok(folder),
        renamed => renamed.map(|()| folder.clone()).map_err(io),
    }
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

/// Names an installation by all that determines it.
fn key(order: &Order<'_>, installer: &str) -> Result<String, ProvideError> {
    let mut hasher = Sha256::new();
    for part in origin(order, installer).iter().chain(order.lines) {
        hasher.update(part);
        hasher.update([0]);
    }
    for file in order.files {
        hasher.update(Sha256::digest(read_bytes(file, LARGEST)?));
    }
    Ok(hex(&hasher.finalize()))
}

/// Returns what determines an installation beside the requirements.
fn origin(order: &Order<'_>, installer: &str) -> Vec<String> {
    let interpreter = order.interpreter;
    let version = interpreter.version.to_string();
    let generation = GENERATION.to_owned();
    let local = [
        version,
        interpreter.platform.clone(),
        interpreter.machine.clone(),
    ];
    let Some(rules) = order.rules else {
        return std::iter::once(generation).chain(local).collect();
    };
    let mut parts = vec![generation, installer.to_owned(), format!("{rules:?}")];
    // What is built depends on the machine that builds it.
    if rules.sdists == Sdists::Built {
        parts.extend(local);
    }
    parts
}

fn run(
    order: &Order<'_>,
    installer: &mut Installer,
    lock: &File,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<(), ProvideError> {
    let name = installer.name;
    progress(Progress::Started {
        installer: name,
        n_packages: order.packages().count(),
    });
    let spawn = |source| ProvideError::Spawn {
        installer: name,
        source,
    };
    // An installer that outlives this process still holds the lock, through its own input.
    installer.command.stdin(lock.try_clone().map_err(spawn)?);
    let heard = &mut |line: &str| progress(Progress::Line(line));
    let ended = process::run(&mut installer.command, PATIENCE, 64 << 10, heard).map_err(spawn)?;
    if !ended.is_success() {
        return Err(failure::failure(name, &ended, order));
    }
    progress(Progress::Finished);
    Ok(())
}
