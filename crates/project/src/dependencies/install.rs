//! One installation: into a folder of the cache, never into the user's own environment.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use sha2::{Digest, Sha256};

use super::{Progress, ProvideError};
use crate::Surroundings;
use crate::archive::hex;
use crate::document::read_bytes;
use crate::interpreter::{self, Interpreter};
use crate::process::{self, Ended};

/// Longest that an installation may take; some packages are built from source.
const PATIENCE: Duration = Duration::from_mins(30);

/// Part of the key, to be raised when installations are made in another way.
const GENERATION: &str = "1";

/// Largest file whose content becomes part of the key.
const LARGEST: u64 = 1 << 30;

/// Variables that would send packages elsewhere, or have nothing installed.
const REMOVED: [&str; 11] = [
    "PIP_DRY_RUN",
    "PIP_EDITABLE",
    "PIP_PREFIX",
    "PIP_REPORT",
    "PIP_REQUIREMENT",
    "PIP_ROOT",
    "PIP_TARGET",
    "PYTHONHOME",
    "PYTHONPATH",
    "UV_PYTHON",
    "UV_SYSTEM_PYTHON",
];

/// What to install.
pub(super) struct Order<'a> {
    /// Lines of a requirements file.
    pub(super) lines: &'a [String],
    /// Files on which the result depends beside them.
    pub(super) files: &'a [PathBuf],
    /// Folder to run the installer in, where it finds its configuration.
    pub(super) folder: &'a Path,
    /// The interpreter to install for.
    pub(super) interpreter: &'a Interpreter,
    /// The machine.
    pub(super) surroundings: &'a Surroundings,
}

/// Installs, or finds what was installed before, and returns the folder.
pub(super) fn install(
    order: &Order<'_>,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<PathBuf, ProvideError> {
    let parent = order.surroundings.cache_folder.join("dependencies");
    let io = |source| ProvideError::Cache {
        folder: parent.clone(),
        source,
    };
    let key = key(order)?;
    let folder = parent.join(&key);
    if folder.is_dir() {
        return Ok(folder);
    }
    fs_err::create_dir_all(&parent).map_err(io)?;
    // The system lets go of the lock however its holder ends.
    let lock = std::fs::File::create(parent.join(format!("{key}.lock"))).map_err(io)?;
    lock.lock().map_err(io)?;
    if folder.is_dir() {
        return Ok(folder);
    }
    let temporary = tempfile::Builder::new()
        .prefix(".partial-")
        .tempdir_in(&parent)
        .map_err(io)?;
    let content = temporary.path().join("content");
    let requirements = temporary.path().join("requirements.txt");
    fs_err::create_dir(&content).map_err(io)?;
    fs_err::write(&requirements, order.lines.join("\n") + "\n").map_err(io)?;
    run(order, &requirements, &content, progress)?;
    match fs_err::rename(&content, &folder) {
        Err(_) if folder.is_dir() => Ok(folder),
        renamed => renamed.map(|()| folder.clone()).map_err(io),
    }
}

/// Names an installation by all that determines it.
fn key(order: &Order<'_>) -> Result<String, ProvideError> {
    let mut hasher = Sha256::new();
    let interpreter = order.interpreter;
    let version = interpreter.version.to_string();
    for part in [
        GENERATION,
        &version,
        &interpreter.platform,
        &interpreter.machine,
    ] {
        hasher.update(part);
        hasher.update([0]);
    }
    for line in order.lines {
        hasher.update(line);
        hasher.update([0]);
    }
    for file in order.files {
        hasher.update(Sha256::digest(read_bytes(file, LARGEST)?));
    }
    Ok(hex(&hasher.finalize()))
}

/// A program that installs.
struct Installer {
    name: &'static str,
    command: Command,
}

fn run(
    order: &Order<'_>,
    requirements: &Path,
    target: &Path,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<(), ProvideError> {
    let mut installer = installer(order)?;
    let command = &mut installer.command;
    command.arg("--target").arg(target);
    command.arg("-r").arg(requirements);
    command.current_dir(order.folder);
    for name in REMOVED {
        command.env_remove(name);
    }
    command
        .env("PIP_REQUIRE_VIRTUALENV", "0")
        .env("PIP_USER", "0")
        .env("PIP_NO_INPUT", "1")
        .env("PIP_DISABLE_PIP_VERSION_CHECK", "1")
        .env("NO_COLOR", "1");
    progress(Progress::Started {
        installer: installer.name,
        n_packages: order
            .lines
            .iter()
            .filter(|line| !line.starts_with('-'))
            .count(),
    });
    let ended = process::run(command, PATIENCE, 64 << 10, &mut |line| {
        progress(Progress::Line(line));
    })
    .map_err(|source| ProvideError::Spawn {
        installer: installer.name,
        source,
    })?;
    if !ended.is_success() {
        return Err(failure(&installer, &ended, order.interpreter));
    }
    progress(Progress::Finished);
    Ok(())
}

fn installer(order: &Order<'_>) -> Result<Installer, ProvideError> {
    let program = &order.interpreter.program;
    if let Some(uv) = order.surroundings.program("uv") {
        let mut command = Command::new(uv);
        command
            .args(["pip", "install", "--no-progress", "--python"])
            .arg(program);
        return Ok(Installer {
            name: "uv",
            command,
        });
    }
    let pip = |program: &Path| {
        let mut command = Command::new(program);
        command.args(["-m", "pip", "install", "--no-warn-script-location"]);
        Installer {
            name: "pip",
            command,
        }
    };
    if order.interpreter.has_pip {
        return Ok(pip(program));
    }
    // An environment made without pip has it in the installation that it is based on.
    if let Some(base) = base(order.interpreter) {
        return Ok(pip(&base));
    }
    let other = ["pip3", "pip"]
        .iter()
        .find_map(|name| order.surroundings.program(name));
    let Some(other) = other else {
        return Err(ProvideError::NoInstaller {
            program: program.clone(),
        });
    };
    let mut command = Command::new(other);
    command
        .arg("--python")
        .arg(program)
        .args(["install", "--no-warn-script-location"]);
    Ok(Installer {
        name: "pip",
        command,
    })
}

fn base(interpreter: &Interpreter) -> Option<PathBuf> {
    let folder = interpreter.base_prefix.join("bin");
    let program = folder.join(format!("python{}", interpreter.version));
    let base = interpreter::probe(&program, &folder).ok()?;
    (base.has_pip && base.version == interpreter.version).then_some(base.program)
}

fn failure(installer: &Installer, ended: &Ended, interpreter: &Interpreter) -> ProvideError {
    let all = format!("{}\n{}", ended.stdout, ended.stderr);
    let lines: Vec<&str> = all
        .lines()
        .map(str::trim_end)
        .filter(|line| !line.trim().is_empty())
        .collect();
    let last = lines[lines.len().saturating_sub(15)..].join("\n");
    ProvideError::Failed {
        installer: installer.name,
        hint: hint(&all, ended, interpreter),
        output: last,
    }
}

/// Guesses from an installer's words what would help.
fn hint(output: &str, ended: &Ended, interpreter: &Interpreter) -> String {
    let says = |words: &[&str]| words.iter().any(|word| output.contains(word));
    let version = interpreter.version;
    if ended.status.is_none() {
        "the installer did not finish in 30 minutes".to_owned()
    } else if says(&[
        "NewConnectionError",
        "NameResolutionError",
        "Temporary failure in name resolution",
        "Network is unreachable",
        "ProxyError",
        "ConnectTimeoutError",
        "error sending request",
        "dns error",
    ]) {
        "the package index cannot be reached: check the network, or the index's address".to_owned()
    } else if says(&["No module named pip"]) {
        "install uv, or give the interpreter a pip: `python -m ensurepip`".to_owned()
    } else if says(&["HASHES", "hash mismatch", "Hash mismatch"]) {
        "a package does not have the hash that the requirements state".to_owned()
    } else if says(&[
        "Failed building wheel",
        "subprocess-exited-with-error",
        "Failed to build",
    ]) {
        format!("a package has no wheel for Python {version} here and could not be built")
    } else if says(&[
        "No matching distribution",
        "no version",
        "No solution found",
    ]) {
        format!("a package has no such version for Python {version}, or not in this index")
    } else {
        "the installer's words above say why".to_owned()
    }
}
