//! The passes: one file or folder each, registered here.

use std::io;
use std::path::PathBuf;

use crate::context::Context;
use crate::package::{Content, Package};
use crate::pass::defer::transform::Outcome;

pub mod bytecode;
pub mod defer;
pub mod prune;
pub mod startup;
mod strip;

/// One way to make a package better.
#[derive(Debug, Clone, Copy)]
pub struct Pass {
    /// What it is called on the command line and in the manifest.
    pub name: &'static str,
    /// What it does, in a line.
    pub summary: &'static str,
    /// Whether it is applied unless something else is asked for.
    pub by_default: bool,
    /// Applies it.
    pub apply: fn(&mut Package, &Context) -> Result<Applied, PassError>,
}

/// What a pass has to say beside its changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// What a reader should know, such as that there is no interpreter to compile with.
    pub notes: Vec<String>,
    /// What became of imports that were to be deferred, in the order of their numbers.
    pub deferred: Vec<Outcome>,
}

/// Why a pass could not be applied.
#[derive(Debug, thiserror::Error)]
pub enum PassError {
    /// A file of the package could not be read.
    #[error("could not read `{}`", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// A program that the pass needs failed.
    #[error("{program} failed:\n{output}")]
    Program {
        /// What it is.
        program: String,
        /// The last lines that it wrote.
        output: String,
    },
    /// The cache or a temporary folder could not be written.
    #[error("could not write `{}`", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
}

impl PassError {
    /// Says whose bytes could not be read.
    pub(in crate::pass) fn of_reading(content: &Content) -> impl Fn(io::Error) -> Self {
        let path = match content {
            Content::File { path, .. } => path.clone(),
            Content::Bytes(_) | Content::Link(_) => PathBuf::new(),
        };
        move |source| Self::Read {
            path: path.clone(),
            source,
        }
    }
}

/// All passes, in the order in which they are applied.
pub const ALL: &[Pass] = &[prune::PASS, strip::PASS, bytecode::PASS];

#[cfg(test)]
mod sample;
#[cfg(test)]
mod traps;
