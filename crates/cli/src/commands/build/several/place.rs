//! Where the packages of several functions and their layers go: a folder each, beside one another.

use std::path::PathBuf;

use warmfront_build::package::PackagePath;
use warmfront_project::functions::Found;

use super::super::destination::Place;
use super::super::original;
use super::SeveralError;
use crate::settings::{BuildSettings, Destination};

/// What a layer's folder is called.
const LAYER: &str = "shared-layer";

/// Where they go.
pub(super) struct Places {
    folder: PathBuf,
    functions: Vec<String>,
}

impl Places {
    /// Finds the folder, and checks that every function can have one in it.
    pub(super) fn of(settings: &BuildSettings, chosen: &[Found]) -> Result<Self, SeveralError> {
        let names = chosen.iter().map(|found| found.function.name.clone());
        let functions: Vec<String> = names.collect();
        for name in &functions {
            let is_one = !name.contains('/') && PackagePath::new(name.clone()).is_ok();
            if !is_one {
                return Err(SeveralError::NoFolder { name: name.clone() });
            }
        }
        let first = chosen.first().ok_or(SeveralError::NoFunctions)?;
        let folder = match &settings.destination {
            Destination::Folder(folder) | Destination::Zip(folder) => folder.clone(),
            Destination::BesideProject => original::builds(first),
        };
        Ok(Self { folder, functions })
    }

    /// Returns the name of a layer, by its number from zero.
    pub(super) fn layer(&self, number: usize) -> Result<String, SeveralError> {
        let name = match number {
            0 => LAYER.to_owned(),
            more => format!("{LAYER}-{}", more + 1),
        };
        if self.functions.contains(&name) {
            return Err(SeveralError::LayerName { name });
        }
        Ok(name)
    }

    /// Returns where a function's code or a layer goes.
    pub(super) fn folder(&self, name: &str) -> Place {
        Place::Folder(self.folder.join(name))
    }
}
