//! Python interpreters of this machine, and the packages that `cargo xtask test` installed for them.
//!
//! Their places come in environment variables, so that a test needs no network. Without the
//! variables, interpreters are searched for; packages are not, and a test that needs them says how
//! to run it.

use std::collections::BTreeMap;
use std::env;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context as _, ensure};
use warmfront_model::function::PythonVersion;

/// Variable with the interpreters' programs, separated like `PATH`.
pub const INTERPRETERS: &str = "WARMFRONT_TEST_INTERPRETERS";
/// Variable with the site-packages folder of real packages.
pub const PACKAGES: &str = "WARMFRONT_TEST_PACKAGES";
/// Variable with the interpreter that those packages are for.
pub const PACKAGES_PYTHON: &str = "WARMFRONT_TEST_PACKAGES_PYTHON";
/// Start of the variables with a site-packages folder that holds `awslambdaric`, one per minor
/// version: `WARMFRONT_TEST_AWSLAMBDARIC_3_12`.
pub const AWSLAMBDARIC: &str = "WARMFRONT_TEST_AWSLAMBDARIC";

const HINT: &str = "run `cargo xtask test`, or `eval \"$(cargo xtask env)\"` first";

/// Minor versions of Python 3 that functions may run on.
const MINORS: std::ops::RangeInclusive<u8> = 8..=14;

/// A `CPython` interpreter of this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interpreter {
    /// Path of the program.
    pub program: PathBuf,
    /// Its minor version.
    pub version: PythonVersion,
}

/// Real packages, installed for one interpreter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packages {
    /// The interpreter.
    pub interpreter: Interpreter,
    /// Folder to put on the module search path.
    pub site_packages: PathBuf,
}

impl Interpreter {
    /// Accepts a program when it runs and is `CPython`.
    pub fn at(program: impl Into<PathBuf>) -> anyhow::Result<Self> {
        const SCRIPT: &str = "import sys; print(sys.implementation.name, \
            '%d.%d' % sys.version_info[:2], sys.executable)";
        let program = program.into();
        let told = succeed(Command::new(&program).args(["-I", "-c", SCRIPT]))?;
        let mut words = told.trim().splitn(3, ' ');
        let (name, version, executable) = (words.next(), words.next(), words.next());
        ensure!(
            name == Some("cpython"),
            "`{}` is not CPython",
            program.display()
        );
        let version = version.unwrap_or_default().parse()?;
        // A shim tells its target here, which starts faster and needs none of the shell's set-up.
        let program = executable.filter(|path| !path.is_empty());
        Ok(Self {
            program: program.context("interpreter knows no path")?.into(),
            version,
        })
    }

    /// Returns a command that runs the interpreter with nothing of the user's in its way.
    #[must_use]
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        for variable in ["PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP"] {
            command.env_remove(variable);
        }
        command.env("PYTHONDONTWRITEBYTECODE", "1");
        command
    }

    /// Runs a script and returns what it printed.
    pub fn run(&self, script: &str) -> anyhow::Result<String> {
        succeed(self.command().args(["-c", script]))
    }

    /// Returns the full version, such as `3.12.1`.
    pub fn full_version(&self) -> anyhow::Result<String> {
        let told = self.run("import platform; print(platform.python_version())")?;
        Ok(told.trim().to_owned())
    }

    /// Returns the site-packages folder that holds AWS's runtime interface client, where
    /// `cargo xtask test` made one.
    #[must_use]
    pub fn awslambdaric(&self) -> Option<PathBuf> {
        env::var_os(awslambdaric_variable(self.version)).map(PathBuf::from)
    }
}

impl fmt::Display for Interpreter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Python {}", self.version)
    }
}

/// Returns the name of the variable that tells where `awslambdaric` is for one minor version.
#[must_use]
pub fn awslambdaric_variable(version: PythonVersion) -> String {
    format!("{AWSLAMBDARIC}_{}_{}", version.major, version.minor)
}

/// Returns the interpreters to test with, oldest first.
///
/// # Panics
///
/// When there is none: a test that then passed would have tested nothing.
#[must_use]
pub fn interpreters() -> Vec<Interpreter> {
    let found = match env::var_os(INTERPRETERS) {
        Some(list) => env::split_paths(&list).map(named).collect(),
        None => search(),
    };
    assert!(!found.is_empty(), "no Python 3.8 or later on this machine");
    found
}

/// Returns the newest interpreter.
///
/// # Panics
///
/// When there is none.
#[must_use]
pub fn newest() -> Interpreter {
    let found = interpreters().pop();
    found.expect("interpreters() returns at least one")
}

/// Returns the real packages that `cargo xtask test` installed.
///
/// # Panics
///
/// When the test runs without it.
#[must_use]
pub fn packages() -> Packages {
    let told = |variable| {
        let place = env::var_os(variable).map(PathBuf::from);
        place.unwrap_or_else(|| panic!("{variable} is not set: {HINT}"))
    };
    Packages {
        interpreter: named(told(PACKAGES_PYTHON)),
        site_packages: told(PACKAGES),
    }
}

/// Searches pyenv's folder, then the program path, for one interpreter per minor version.
///
/// In this order no shim of pyenv's is asked, which would start a shell first.
#[must_use]
pub fn search() -> Vec<Interpreter> {
    let on_path: Vec<PathBuf> = env::var_os("PATH")
        .map(|path| env::split_paths(&path).collect())
        .unwrap_or_default();
    let managed = pyenv_root().map(|root| versions(&root)).unwrap_or_default();
    let mut found = BTreeMap::new();
    for minor in MINORS {
        let program = format!("python3.{minor}");
        let folders = managed.iter().chain(&on_path);
        let mut programs = folders.map(|folder| folder.join(&program));
        let fits = |interpreter: &Interpreter| interpreter.version.minor == minor;
        let first = programs.find_map(|program| {
            let interpreter = program.is_file().then(|| Interpreter::at(program))?;
            interpreter.ok().filter(fits)
        });
        found.extend(first.map(|interpreter| (minor, interpreter)));
    }
    found.into_values().collect()
}

fn pyenv_root() -> Option<PathBuf> {
    let told = env::var_os("PYENV_ROOT").map(PathBuf::from);
    told.or_else(|| env::home_dir().map(|home| home.join(".pyenv")))
}

/// Program folders of the installed versions; the newest patch of a minor version first.
fn versions(pyenv: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs_err::read_dir(pyenv.join("versions")) else {
        return Vec::new();
    };
    let mut names: Vec<OsString> = entries.flatten().map(|entry| entry.file_name()).collect();
    names.sort_by_key(|name| std::cmp::Reverse(numbers(name)));
    let folder = |name| pyenv.join("versions").join(name).join("bin");
    names.into_iter().map(folder).collect()
}

fn numbers(name: &OsStr) -> Vec<u32> {
    let name = name.to_string_lossy();
    name.split('.')
        .map_while(|part| part.parse().ok())
        .collect()
}

/// Reads the minor version off a name such as `python3.12`, else asks the program.
fn named(program: PathBuf) -> Interpreter {
    let name = program.file_name().unwrap_or_default().to_string_lossy();
    match name.parse() {
        Ok(version) => Interpreter { program, version },
        Err(_) => Interpreter::at(&program).expect("the list names interpreters that run"),
    }
}

fn succeed(command: &mut Command) -> anyhow::Result<String> {
    let output = command.output();
    let Output {
        status,
        stdout,
        stderr,
    } = output.with_context(|| format!("could not run {command:?}"))?;
    ensure!(
        status.success(),
        "{command:?} failed, {status}: {}",
        String::from_utf8_lossy(&stderr)
    );
    Ok(String::from_utf8_lossy(&stdout).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newer_patch_levels_come_first() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["3.12.1", "3.12.10", "3.9.18", "venv"] {
            fs_err::create_dir_all(folder.path().join("versions").join(name)).unwrap();
        }
        let found = versions(folder.path());
        let names: Vec<_> = found.iter().map(|bin| bin.parent().unwrap()).collect();
        let order = ["3.12.10", "3.12.1", "3.9.18", "venv"];
        assert_eq!(
            names,
            order.map(|name| folder.path().join("versions").join(name))
        );
    }

    #[test]
    fn version_is_read_off_the_name() {
        let interpreter = named(PathBuf::from("/nowhere/python3.12"));
        assert_eq!(interpreter.version.to_string(), "3.12");
    }

    #[test]
    fn interpreters_are_what_they_say() {
        for interpreter in interpreters() {
            let full_version = interpreter.full_version().unwrap();
            assert!(full_version.starts_with(&format!("{}.", interpreter.version)));
        }
    }
}
