//! The interpreter that runs a function, found where users expect.
//!
//! The order, first hit wins:
//!
//! 1. what the caller was told: a version, a program's name or a path;
//! 2. the configuration's `python`;
//! 3. a virtual environment: the active one, else `.venv`, `venv` or `env` in the code's folder or
//!    above it up to the project's; where the deployed runtime is another version, only if an
//!    interpreter of that version is missing or its packages could not be provided, since packages
//!    of one version do not import in another;
//! 4. an installed interpreter of the deployed version;
//! 5. one that `.python-version` pins;
//! 6. `python3`, then `python`, on the search path.
//!
//! A choice that differs from the deployed runtime is always said.

mod installed;
pub mod pin;
mod probe;
#[cfg(test)]
pub(crate) mod tests;

use std::path::{Path, PathBuf};

use warmfront_model::function::PythonVersion;

use crate::Surroundings;
pub use probe::{ProbeError, probe};

/// Oldest minor version of Python 3 that is looked for without being asked for.
const OLDEST: u8 = 8;

/// Newest such version.
const NEWEST: u8 = 14;

/// A Python interpreter that answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interpreter {
    /// Path of the program, any shim resolved.
    pub program: PathBuf,
    /// Its minor version.
    pub version: PythonVersion,
    /// Its full version, such as `3.12.1`.
    pub full_version: String,
    /// Its installation or virtual environment.
    pub prefix: PathBuf,
    /// The installation that a virtual environment is based on.
    pub base_prefix: PathBuf,
    /// Folders of its own installed packages.
    pub site_packages: Vec<PathBuf>,
    /// Its platform, such as `linux-x86_64`.
    pub platform: String,
    /// Its machine, such as `x86_64`.
    pub machine: String,
    /// Its `sys.platform`, such as `linux`.
    pub system: String,
    /// Its `os.name`, such as `posix`.
    pub os_name: String,
    /// Whether it can run pip.
    pub has_pip: bool,
}

impl Interpreter {
    /// Says whether it belongs to a virtual environment.
    #[must_use]
    pub fn is_virtual_environment(&self) -> bool {
        self.prefix != self.base_prefix
    }
}

/// What is known of the function that wants an interpreter.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// What the user asked for: `3.12`, `python3.12` or a path.
    pub explicit: Option<&'a str>,
    /// What the configuration asks for, in the same ways.
    pub configured: Option<&'a str>,
    /// The deployed version.
    pub runtime: Option<PythonVersion>,
    /// The code's folder.
    pub code: &'a Path,
    /// The project's folder.
    pub project: &'a Path,
    /// Whether packages for another interpreter than the virtual environment's could be provided:
    /// a requirements or lock file exists, or nothing is needed.
    pub can_provide: bool,
}

/// The interpreter that was chosen, and what should be said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// The interpreter.
    pub interpreter: Interpreter,
    /// Why this one.
    pub reason: String,
    /// What a reader should know, such as a version that is not the deployed one.
    pub notes: Vec<String>,
}

/// Why there is no interpreter.
#[derive(Debug, thiserror::Error)]
pub enum FindError {
    /// The one that was asked for does not work.
    #[error("the interpreter asked for cannot be used")]
    Asked {
        /// The cause.
        source: ProbeError,
    },
    /// No installed interpreter has the version that was asked for.
    #[error("no interpreter `{asked}` found")]
    NotInstalled {
        /// What was asked for.
        asked: String,
    },
    /// There is none at all.
    #[error("no Python interpreter found")]
    None,
}

impl FindError {
    /// Returns advice on what to do, for a line of its own.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Asked { .. } => "give a version such as 3.12, or the path of a CPython",
            Self::NotInstalled { .. } => {
                "install it, for example with `uv python install` or `pyenv install`"
            }
            Self::None => "install Python 3.8 or later, or put it on the search path",
        }
    }
}

/// Finds the interpreter for a function.
pub fn find(wanted: &Wanted<'_>, surroundings: &Surroundings) -> Result<Chosen, FindError> {
    let mut finder = Finder {
        wanted,
        surroundings,
        notes: Vec::new(),
    };
    let (interpreter, reason) = finder.choose()?;
    let mut notes = finder.notes;
    if let Some(runtime) = wanted.runtime
        && runtime != interpreter.version
    {
        let full = &interpreter.full_version;
        notes.push(format!(
            "the function is deployed on Python {runtime} and runs here on {full}"
        ));
    }
    Ok(Chosen {
        interpreter,
        reason,
        notes,
    })
}

/// Returns interpreters that can work for one of another version, likeliest first: that version
/// itself, then later ones, whose pip looks at everything that was made for earlier ones.
pub(crate) fn hosts(
    version: PythonVersion,
    folder: &Path,
    surroundings: &Surroundings,
) -> impl Iterator<Item = Interpreter> {
    let minors = (version.minor..=NEWEST).chain((OLDEST..version.minor).rev());
    let versions = minors.map(move |minor| PythonVersion { minor, ..version });
    let installed = versions.flat_map(|version| installed::of_version(version, surroundings));
    let named = ["python3", "python"]
        .iter()
        .filter_map(|name| surroundings.program(name));
    installed
        .chain(named)
        .filter_map(move |program| probe(&program, folder).ok())
}

struct Finder<'a> {
    wanted: &'a Wanted<'a>,
    surroundings: &'a Surroundings,
    notes: Vec<String>,
}

type Choice = (Interpreter, String);

impl Finder<'_> {
    fn choose(&mut self) -> Result<Choice, FindError> {
        if let Some(asked) = self.wanted.explicit {
            return Ok((self.asked(asked)?, "asked for".to_owned()));
        }
        if let Some(asked) = self.wanted.configured {
            return Ok((self.asked(asked)?, "configured".to_owned()));
        }
        let environment = self.virtual_environment();
        if let Some((interpreter, _)) = &environment
            && self
                .wanted
                .runtime
                .is_none_or(|runtime| runtime == interpreter.version)
        {
            return environment.ok_or(FindError::None);
        }
        if environment.is_none() || self.wanted.can_provide {
            let deployed = self
                .wanted
                .runtime
                .and_then(|runtime| self.of_version(runtime));
            if let Some(interpreter) = deployed {
                if let Some((passed_over, _)) = environment {
                    self.notes.push(format!(
                        "the virtual environment `{}` is not used: it has Python {}",
                        passed_over.prefix.display(),
                        passed_over.full_version
                    ));
                }
                return Ok((interpreter, "the deployed version".to_owned()));
            }
        }
        if let Some(environment) = environment {
            return Ok(environment);
        }
        for version in pin::of(self.wanted.code) {
            if let Some(interpreter) = self.of_version(version) {
                return Ok((interpreter, "pinned by .python-version".to_owned()));
            }
            self.notes.push(format!(
                "`.python-version` pins Python {version}, which is not installed"
            ));
        }
        self.on_path().ok_or(FindError::None)
    }

    /// Finds what the user asked for; unlike a guess, it must work.
    fn asked(&self, asked: &str) -> Result<Interpreter, FindError> {
        let not_installed = || FindError::NotInstalled {
            asked: asked.to_owned(),
        };
        let probe = |program: &Path| {
            probe(program, self.wanted.project).map_err(|source| FindError::Asked { source })
        };
        if asked.contains(['/', '\\']) {
            let path = self.wanted.project.join(asked);
            // The folder of a virtual environment means its interpreter.
            let within = environment_program(&path);
            return probe(within.as_deref().unwrap_or(&path));
        }
        let version: Option<PythonVersion> = asked.parse().ok();
        if let Some(version) = version {
            let is_exact = asked.matches('.').count() > 1;
            let exact = asked.strip_prefix("python").unwrap_or(asked);
            let found = self.all_of_version(version);
            let mut fitting =
                found.filter(|interpreter| !is_exact || interpreter.full_version == exact);
            return fitting.next().ok_or_else(not_installed);
        }
        if let Some(program) = self.surroundings.program(asked) {
            return probe(&program);
        }
        // A folder of the project, such as `.venv`, needs no slash.
        let local = environment_program(&self.wanted.project.join(asked));
        probe(&local.ok_or_else(not_installed)?)
    }

    fn all_of_version(&self, version: PythonVersion) -> impl Iterator<Item = Interpreter> {
        let folder = self.wanted.project.to_owned();
        installed::of_version(version, self.surroundings)
            .into_iter()
            .filter_map(move |program| probe(&program, &folder).ok())
            .filter(move |interpreter| interpreter.version == version)
    }

    fn of_version(&self, version: PythonVersion) -> Option<Interpreter> {
        self.all_of_version(version).next()
    }

    fn virtual_environment(&mut self) -> Option<Choice> {
        let active = self.surroundings.virtual_env.iter();
        let active = active.map(|folder| (folder.clone(), "the active virtual environment"));
        let local = local_environments(self.wanted.code, self.wanted.project).into_iter();
        let local = local.map(|folder| (folder, "the project's virtual environment"));
        for (folder, reason) in active.chain(local) {
            let Some(program) = environment_program(&folder) else {
                continue;
            };
            match probe(&program, self.wanted.project) {
                Ok(interpreter) => return Some((interpreter, reason.to_owned())),
                Err(error) => self.notes.push(format!("passed over: {error}")),
            }
        }
        None
    }

    fn on_path(&mut self) -> Option<Choice> {
        for name in ["python3", "python"] {
            for folder in self.surroundings.path_folders() {
                let program = folder.join(name);
                if !program.is_file() {
                    continue;
                }
                match probe(&program, self.wanted.project) {
                    Ok(interpreter) => {
                        return Some((interpreter, format!("`{name}` on the search path")));
                    }
                    Err(error) => self.notes.push(format!("passed over: {error}")),
                }
            }
        }
        None
    }
}

/// Returns the virtual environments that lie in the code's folder, or above it up to the project.
fn local_environments(code: &Path, project: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<&Path> = code
        .ancestors()
        .take_while(|folder| folder.starts_with(project))
        .collect();
    if !folders.contains(&project) {
        folders.push(project);
    }
    let names = [".venv", "venv", "env"];
    let all = folders
        .iter()
        .flat_map(|folder| names.map(|name| folder.join(name)));
    all.filter(|folder| folder.join("pyvenv.cfg").is_file())
        .collect()
}

/// Returns the program of a virtual environment's folder, if it is one.
fn environment_program(folder: &Path) -> Option<PathBuf> {
    let places = ["bin/python", "bin/python3", "Scripts/python.exe"];
    let mut programs = places.iter().map(|place| folder.join(place));
    programs.find(|program| program.is_file())
}

/// Returns a folder and those above it, up to the repository's root.
pub(crate) fn up_to_root(folder: &Path) -> Vec<PathBuf> {
    let mut folders = Vec::new();
    for folder in folder.ancestors() {
        folders.push(folder.to_owned());
        if folder.join(".git").exists() {
            break;
        }
    }
    folders
}
