//! The `warmfront` program of this workspace, for tasks that run it as a user would.

use std::path::PathBuf;

use crate::process;
use crate::workspace::Workspace;

/// How the program is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Build {
    /// Quickly, for whoever only wants to see that a task works.
    Plain,
    /// Close to a release, for figures.
    Optimised,
}

impl Build {
    /// Returns how this task was built itself.
    pub(crate) fn of_this_task() -> Self {
        if cfg!(debug_assertions) {
            Self::Plain
        } else {
            Self::Optimised
        }
    }
}

/// Builds the program and returns where it is.
pub(crate) fn build(workspace: &Workspace, how: Build) -> anyhow::Result<PathBuf> {
    let mut build = process::cargo();
    build.args(["build", "--quiet", "--package", "warmfront-cli"]);
    let folder = match how {
        Build::Plain => "debug",
        Build::Optimised => {
            build.args(["--profile", "bench"]);
            "release"
        }
    };
    process::run(build.current_dir(&workspace.root))?;
    Ok(workspace.target.join(folder).join("warmfront"))
}
