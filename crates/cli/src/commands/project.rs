//! The user's project as the commands see it: its functions, and what runs them.

use std::path::PathBuf;

use warmfront_engine as engine;
use warmfront_model::function::Function;
use warmfront_project::functions::{self, Discovery, Found, SelectError};
use warmfront_project::{Surroundings, interpreter};

use crate::report::Listed;
use crate::report::progress::Audience;
use crate::report::text;
use crate::settings::{InvokeSettings, Place};

/// No single function could be chosen; a choice of several is laid out as a table.
#[derive(Debug, thiserror::Error)]
#[error("{source}")]
pub(crate) struct Undecided {
    pub(crate) source: SelectError,
    /// The functions there are, one per line.
    pub(crate) table: Option<String>,
}

/// Functions of a project.
#[derive(Debug)]
pub(crate) struct Project {
    discovery: Discovery,
    surroundings: Surroundings,
    sources: Vec<String>,
}

/// What runs a function.
#[derive(Debug)]
pub(crate) struct Packages {
    pub(crate) interpreter: engine::Interpreter,
    pub(crate) folders: Vec<PathBuf>,
    pub(crate) notes: Vec<String>,
}

impl Project {
    /// Looks for functions.
    pub(crate) fn discover(place: &Place) -> Result<Self, functions::DiscoverError> {
        let surroundings = place.surroundings();
        let discovery = functions::discover(&place.directory, &surroundings)?;
        let sources = discovery
            .functions
            .iter()
            .map(|found| source(found, &discovery))
            .collect();
        Ok(Self {
            discovery,
            surroundings,
            sources,
        })
    }

    /// Returns the function of this name, or the only one.
    pub(crate) fn choose(&self, name: Option<&str>) -> Result<&Found, Undecided> {
        functions::select(&self.discovery, name).map_err(|source| {
            let several = matches!(source, SelectError::Several { .. });
            let table = several.then(|| text::functions(&self.listed()));
            Undecided { source, table }
        })
    }

    /// Returns the functions for a list.
    pub(crate) fn listed(&self) -> Vec<Listed<'_>> {
        let functions = self.discovery.functions.iter().zip(&self.sources);
        let listed = functions.map(|(found, source)| Listed {
            function: &found.function,
            source,
            notes: &found.notes,
        });
        listed.collect()
    }

    /// Returns what a reader should know of the search: what was left out, and why.
    pub(crate) fn notes(&self) -> Vec<String> {
        let left_out = self
            .discovery
            .left_out
            .iter()
            .map(|each| format!("`{}` is left out: {}", each.name, each.reason));
        self.discovery
            .notes
            .iter()
            .cloned()
            .chain(left_out)
            .collect()
    }

    /// Finds the interpreter and the packages of a function.
    pub(crate) fn packages(
        &self,
        found: &Found,
        function: &Function,
        settings: &InvokeSettings,
        _audience: Audience,
    ) -> anyhow::Result<Packages> {
        let wanted = interpreter::Wanted {
            explicit: settings.machine.python.as_deref(),
            configured: found.python.as_deref(),
            runtime: function.runtime,
            code: &function.code,
            project: &found.base,
            can_provide: false,
        };
        let chosen = interpreter::find(&wanted, &self.surroundings)?;
        let interpreter = chosen.interpreter;
        Ok(Packages {
            interpreter: engine::Interpreter {
                program: interpreter.program,
                version: interpreter.version,
                full_version: interpreter.full_version,
            },
            folders: interpreter.site_packages,
            notes: chosen.notes,
        })
    }
}

/// Returns the place of a declaration, from the project's folder where it is below.
fn source(found: &Found, discovery: &Discovery) -> String {
    let file = found
        .file
        .strip_prefix(&discovery.folder)
        .unwrap_or(&found.file);
    match found.mark {
        Some(mark) => format!("{}:{}", file.display(), mark.line),
        None => file.display().to_string(),
    }
}
