//! What cargo knows about this workspace.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::Deserialize;

use crate::process;

/// The part of `cargo metadata` that tasks use.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Workspace {
    #[serde(rename = "workspace_root")]
    pub(crate) root: PathBuf,
    #[serde(rename = "target_directory")]
    pub(crate) target: PathBuf,
    pub(crate) packages: Vec<Package>,
}

/// A crate of this workspace.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) manifest_path: PathBuf,
    pub(crate) dependencies: Vec<Dependency>,
}

/// A dependency as a manifest states it.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    pub(crate) kind: Option<Kind>,
}

/// Kind of a dependency that is no plain one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    Dev,
    Build,
}

impl Workspace {
    /// Asks cargo.
    pub(crate) fn load() -> anyhow::Result<Self> {
        let mut command = process::cargo();
        command.args(["metadata", "--format-version", "1", "--no-deps"]);
        let told = process::read(command.current_dir(env!("CARGO_MANIFEST_DIR")))?;
        serde_json::from_str(&told).context("could not read what `cargo metadata` told")
    }

    /// Returns the files that git tracks or would track, relative to the root, sorted.
    pub(crate) fn files(&self) -> anyhow::Result<Vec<PathBuf>> {
        let mut command = std::process::Command::new("git");
        command.args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ]);
        let told = process::read(command.current_dir(&self.root))?;
        let paths = told.split('\0').filter(|path| !path.is_empty());
        let mut files: Vec<_> = paths.map(PathBuf::from).collect();
        files.retain(|path| self.root.join(path).is_file());
        files.sort();
        files.dedup();
        Ok(files)
    }

    /// Returns the folder of one kind of Python folder in each crate that has it.
    pub(crate) fn python_folders(&self, name: &str) -> Vec<PathBuf> {
        let folders = self.packages.iter().filter_map(|package| {
            let folder = package.folder().join("python").join(name);
            folder.is_dir().then_some(folder)
        });
        folders.collect()
    }
}

impl Package {
    /// Returns the folder that holds the manifest.
    pub(crate) fn folder(&self) -> &Path {
        self.manifest_path.parent().unwrap_or(Path::new("."))
    }
}
