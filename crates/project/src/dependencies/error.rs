//! Why packages could not be provided, and what to do about it.

use std::io;
use std::path::PathBuf;

use warmfront_model::target::Target;

use crate::problem::FileError;

/// Why packages could not be provided.
#[derive(Debug, thiserror::Error)]
pub enum ProvideError {
    /// A requirements or lock file could not be read, or says something wrong.
    #[error(transparent)]
    File(#[from] FileError),
    /// The cache could not be written.
    #[error("could not write the cache folder `{}`", folder.display())]
    Cache {
        /// The folder.
        folder: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// There is neither uv nor pip.
    #[error("neither uv nor a pip for `{}` found to install packages with", program.display())]
    NoInstaller {
        /// The interpreter.
        program: PathBuf,
    },
    /// The installer could not be started.
    #[error("could not start {installer}")]
    Spawn {
        /// Name of the installer.
        installer: &'static str,
        /// The cause.
        source: io::Error,
    },
    /// There is no interpreter that could run an installer.
    #[error("neither uv nor an interpreter with pip found to install packages with")]
    NoHost,
    /// The installer failed.
    #[error("{installer} could not install the packages:\n{output}")]
    Failed {
        /// Name of the installer.
        installer: &'static str,
        /// The last lines that it wrote.
        output: String,
        /// What would help.
        hint: String,
    },
    /// A lock was made for other machines than the target.
    #[error("`{}` is not for {target}: {reason}", file.display())]
    OtherTarget {
        /// The lock.
        file: PathBuf,
        /// The target.
        target: Target,
        /// What it is for.
        reason: String,
    },
    /// A lock has packages that are not from an index.
    #[error("`{}` has packages that are not from an index: `{}`", file.display(), packages.join("`, `"))]
    LeftOut {
        /// The lock.
        file: PathBuf,
        /// Their names.
        packages: Vec<String>,
    },
    /// A lock lacks a package.
    #[error("`{}` lacks `{missing}`, which `{needed_by}` needs on {target}", file.display())]
    Incomplete {
        /// The lock.
        file: PathBuf,
        /// The target.
        target: Target,
        /// What is missing.
        missing: String,
        /// What needs it.
        needed_by: String,
    },
    /// A library is for another machine.
    #[error("`{}` cannot be loaded on {target}", file.display())]
    Foreign {
        /// The library.
        file: PathBuf,
        /// The target.
        target: Target,
    },
    /// This machine cannot build for the target.
    #[error("packages for {target} cannot be built on this machine")]
    CannotBuild {
        /// The target.
        target: Target,
    },
    /// A source of the user's own could not be copied.
    #[error("could not copy `{}`", file.display())]
    Copy {
        /// The file.
        file: PathBuf,
        /// The cause.
        source: io::Error,
    },
}

impl ProvideError {
    /// Returns advice on what to do, for a line of its own.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::File(error) => error.hint(),
            Self::NoInstaller { .. } => {
                Some("install uv, or give the interpreter a pip: `python -m ensurepip`")
            }
            Self::NoHost => Some("install uv, or Python with pip"),
            Self::Failed { hint, .. } => Some(hint),
            Self::OtherTarget { .. } => {
                Some("lock again for that target, or choose another with `--target`")
            }
            Self::LeftOut { .. } => Some(
                "state them as `name @ address` of a wheel in a requirements.txt, or put them \
                 beside the code",
            ),
            Self::Incomplete { .. } => {
                Some("lock again: the lock is for another platform, or older than its project")
            }
            Self::Foreign { .. } => Some(
                "install for the target, from wheels: remove what lies beside the code, or build \
                 on Amazon Linux of the same architecture",
            ),
            Self::CannotBuild { .. } => Some(
                "leave `--allow-sdist` out, or build on Linux with the target's architecture and \
                 Python version",
            ),
            Self::Cache { .. } | Self::Copy { .. } | Self::Spawn { .. } => None,
        }
    }
}
