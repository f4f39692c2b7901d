//! What a caller says about the machine: everything that this crate must not look up by itself.

use std::ffi::OsString;
use std::path::PathBuf;

/// The machine around a project, as the caller sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// Search path for programs: the value of `PATH`.
    pub path: Option<OsString>,
    /// Root of the active virtual environment: the value of `VIRTUAL_ENV`.
    pub virtual_env: Option<PathBuf>,
    /// The user's home folder.
    pub home: Option<PathBuf>,
    /// Folder of pyenv, where it is not `.pyenv` in the home folder: the value of `PYENV_ROOT`.
    pub pyenv_root: Option<PathBuf>,
    /// Folder for what later runs can use again.
    pub cache_folder: PathBuf,
    /// AWS region that stands for `AWS::Region` in templates.
    pub region: String,
    /// AWS account that stands for `AWS::AccountId` in templates.
    pub account: String,
}

impl Surroundings {
    /// Returns the folders of the search path that exist, in order, each once.
    pub(crate) fn path_folders(&self) -> Vec<PathBuf> {
        let mut folders = Vec::new();
        for folder in self.path.iter().flat_map(std::env::split_paths) {
            // An empty entry means the current folder, where no program should be picked up.
            if folder.is_absolute() && !folders.contains(&folder) && folder.is_dir() {
                folders.push(folder);
            }
        }
        folders
    }

    /// Returns the first program of this name on the search path.
    pub(crate) fn program(&self, name: &str) -> Option<PathBuf> {
        self.path_folders()
            .into_iter()
            .map(|folder| folder.join(name))
            .find(|program| program.is_file())
    }
}
