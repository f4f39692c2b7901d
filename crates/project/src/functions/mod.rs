//! Functions: where they are declared, and what they are.
//!
//! The order of authority: `warmfront.toml` over templates; of templates the first kind that has
//! functions (SAM and `CloudFormation`, Serverless Framework, CDK, Terraform); without any template,
//! plain Python files. The given folder first; only when it has nothing, the folders below it.

pub mod cdk;
pub mod config;
pub mod declared;
mod folder;
mod overrides;
mod place;
pub mod python_source;
pub(crate) mod reader;
mod select;
pub mod serverless;
pub mod template;
pub mod terraform;
#[cfg(test)]
mod tests;
mod walk;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use warmfront_model::function::Function;

use crate::Surroundings;
use crate::problem::{FileError, Mark};
use folder::Search;
pub use select::{SelectError, select};

/// A function that was found, and what else is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The function.
    pub function: Function,
    /// Its name in the file that declares it, which need not be unique in the project.
    pub declared_as: String,
    /// The file that declares it: a template, or the handler's own file.
    pub file: PathBuf,
    /// Where in that file.
    pub mark: Option<Mark>,
    /// Folder of the template or project, from which events and requirements are looked for.
    pub base: PathBuf,
    /// Files or folders of events, when configured.
    pub events: Option<Vec<PathBuf>>,
    /// Interpreter, when configured.
    pub python: Option<String>,
    /// Requirements or lock file, when configured.
    pub requirements: Option<PathBuf>,
    /// What a reader should know, such as settings known only once deployed.
    pub notes: Vec<String>,
}

/// Something that was seen and left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Its name in the file.
    pub name: String,
    /// The file.
    pub file: PathBuf,
    /// Why.
    pub reason: String,
}

/// What a folder holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discovery {
    /// The folder in which was looked.
    pub folder: PathBuf,
    /// Functions, with names that are unique.
    pub functions: Vec<Found>,
    /// What was seen and left out.
    pub left_out: Vec<LeftOut>,
    /// What a reader should know about the search itself.
    pub notes: Vec<String>,
}

/// Why the search for functions failed.
#[derive(Debug, thiserror::Error)]
pub enum DiscoverError {
    /// There is no such file or folder.
    #[error("`{}` does not exist", path.display())]
    Missing {
        /// The path.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// A file could not be read, or says something wrong.
    #[error(transparent)]
    File(#[from] FileError),
}

impl DiscoverError {
    /// Returns advice on what to do, for a line of its own.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::Missing { .. } => None,
            Self::File(error) => error.hint(),
        }
    }
}

/// Finds the functions of a folder, or those that one file declares.
pub fn discover(path: &Path, surroundings: &Surroundings) -> Result<Discovery, DiscoverError> {
    // The error names the path itself.
    let path = std::fs::canonicalize(path).map_err(|source| DiscoverError::Missing {
        path: path.to_owned(),
        source,
    })?;
    let mut search = Search::new(surroundings);
    let folder = if path.is_dir() {
        path.clone()
    } else {
        path.parent().unwrap_or(&path).to_owned()
    };
    let config = overrides::read(&folder)?;
    if path.is_dir() {
        search.folder(&folder)?;
        let declares_itself = config.as_ref().is_some_and(overrides::Source::declares);
        if search.functions.is_empty() && !declares_itself {
            walk::below(&folder, &mut search);
        }
        // A file at the top that cannot be read matters only when nothing else was found.
    } else {
        search.file(&path)?;
    }
    let mut discovery = Discovery {
        folder,
        functions: search.functions,
        left_out: search.left_out,
        notes: search.notes,
    };
    if let Some(config) = config {
        overrides::apply(&config, &mut discovery, surroundings)?;
    }
    make_names_unique(&mut discovery);
    Ok(discovery)
}

/// Tells functions of the same name apart by their folders, then by number.
fn make_names_unique(discovery: &mut Discovery) {
    for round in 0..2 {
        let mut counts = BTreeMap::new();
        for found in &discovery.functions {
            *counts.entry(found.function.name.clone()).or_insert(0) += 1;
        }
        let mut seen = BTreeMap::new();
        for found in &mut discovery.functions {
            let name = found.function.name.clone();
            if counts[&name] < 2 {
                continue;
            }
            let number: &mut usize = seen.entry(name.clone()).or_insert(0);
            *number += 1;
            let below = found
                .base
                .strip_prefix(&discovery.folder)
                .unwrap_or(&found.base);
            found.function.name = match round {
                0 if !below.as_os_str().is_empty() => format!("{}/{name}", below.display()),
                0 => name,
                _ if *number == 1 => name,
                _ => format!("{name}-{number}"),
            };
        }
    }
}
