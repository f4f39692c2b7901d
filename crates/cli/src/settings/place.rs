//! The project's folder and the machine around it.

use std::ffi::OsString;
use std::path::PathBuf;

use warmfront_project::Surroundings;

use super::{Folders, Variables};
use crate::args::ProjectArgs;

/// AWS account in ARNs and templates: the one that AWS's own examples use.
pub(crate) const ACCOUNT: &str = "123456789012";

/// Region where neither a flag nor a variable names one.
const DEFAULT_REGION: &str = "us-east-1";

/// The project's folder and the machine around it.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// Folder in which functions are looked for.
    pub(crate) directory: PathBuf,
    /// AWS region that functions believe themselves in.
    pub(crate) region: String,
    /// Where the tool itself keeps things.
    pub(crate) folders: Folders,
    path: Option<OsString>,
    virtual_env: Option<PathBuf>,
    home: Option<PathBuf>,
    pyenv_root: Option<PathBuf>,
}

impl Place {
    /// Decides: flag before environment before default.
    pub(super) fn resolve(
        args: ProjectArgs,
        region: Option<String>,
        variables: &Variables,
    ) -> Self {
        let named = ["WARMFRONT_REGION", "AWS_REGION", "AWS_DEFAULT_REGION"]
            .into_iter()
            .find_map(|name| variables.text(name));
        Self {
            directory: args.directory.unwrap_or_else(|| PathBuf::from(".")),
            region: region.unwrap_or_else(|| named.unwrap_or(DEFAULT_REGION).to_owned()),
            folders: Folders::of(variables),
            path: variables.raw("PATH").map(ToOwned::to_owned),
            virtual_env: variables.path("VIRTUAL_ENV"),
            home: variables.path("HOME"),
            pyenv_root: variables.path("PYENV_ROOT"),
        }
    }

    /// Returns the machine as the search for functions and interpreters wants it said.
    pub(crate) fn surroundings(&self) -> Surroundings {
        Surroundings {
            path: self.path.clone(),
            virtual_env: self.virtual_env.clone(),
            home: self.home.clone(),
            pyenv_root: self.pyenv_root.clone(),
            cache_folder: self.folders.cache.clone(),
            region: self.region.clone(),
            account: ACCOUNT.to_owned(),
        }
    }
}
