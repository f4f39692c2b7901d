//! One installation: into a folder of the cache, never into the user's own environment.

use std::fs::File;
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
use crate::cache;
use crate::document::read_bytes;
use crate::interpreter::Interpreter;
use crate::process::{self, Ended};

/// Longest that an installation may take; some packages are built from source.
const PATIENCE: Duration = Duration::from_mins(30);

/// Part of the key, to be raised when installations are made in another way.
const GENERATION: &str = "2";

/// Largest file whose content becomes part of the key.
const LARGEST: u64 = 1 << 30;

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
    let mut installers = installer::find(order)?;
    let names: Vec<&str> = installers.iter().map(|installer| installer.name).collect();
    let key = key(order, &names.join("+"))?;
    let failed = |source| cache_error(&parent, source);
    cache::fill(&parent, &key, &failed, &mut |temporary| {
        let requirements = temporary.path.join("requirements.txt");
        fs_err::write(&requirements, order.lines.join("\n") + "\n").map_err(failed)?;
        for installer in &mut installers {
            let command = &mut installer.command;
            command.arg("--target").arg(&temporary.content);
            command.arg("-r").arg(&requirements);
            command.current_dir(order.folder);
        }
        run_first(order, &mut installers, temporary.lock, progress)?;
        if order.rules.is_some() {
            record::settle(&temporary.content).map_err(failed)?;
        }
        Ok(())
    })
}

pub(super) fn cache_error(folder: &Path, source: io::Error) -> ProvideError {
    ProvideError::Cache {
        folder: folder.to_owned(),
        source,
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

/// Runs an installer, and the next one where it knows of no wheel. The first says best what is
/// missing.
fn run_first(
    order: &Order<'_>,
    installers: &mut [Installer],
    lock: &File,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<(), ProvideError> {
    let n_packages = order.packages().count();
    let mut first = None;
    for installer in installers {
        let name = installer.name;
        progress(Progress::Started {
            installer: name,
            n_packages,
        });
        let heard = &mut |line: &str| progress(Progress::Line(line));
        let ended = run(installer, lock, heard).map_err(|source| ProvideError::Spawn {
            installer: name,
            source,
        })?;
        progress(Progress::Finished);
        if ended.is_success() {
            return Ok(());
        }
        first = first.or_else(|| Some(failure::failure(name, &ended, order)));
        if !failure::lacks_a_wheel(&ended) {
            break;
        }
    }
    first.map_or(Ok(()), Err)
}

fn run(installer: &mut Installer, lock: &File, hear: &mut dyn FnMut(&str)) -> io::Result<Ended> {
    // An installer that outlives this process still holds the lock, through its own input.
    installer.command.stdin(lock.try_clone()?);
    process::run(&mut installer.command, PATIENCE, 64 << 10, hear)
}
