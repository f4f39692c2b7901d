//! The user's project as the commands see it: its functions, and what runs them.

use std::path::{Path, PathBuf};

use warmfront_engine as engine;
use warmfront_model::function::Function;
use warmfront_project::dependencies::{ProvideError, Provision};
use warmfront_project::functions::{self, Discovery, Found, SelectError};
use warmfront_project::interpreter::{self, Interpreter};
use warmfront_project::trigger::{self, Triggers};
use warmfront_project::{Surroundings, dependencies};

use crate::report::Listed;
use crate::report::progress::{Audience, Installation};
use crate::report::text;
use crate::settings::{Installing, Machine, Place};

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
    pub(crate) interpreter: Interpreter,
    pub(crate) folders: Vec<PathBuf>,
    pub(crate) notes: Vec<String>,
}

impl Project {
    /// Looks for functions.
    pub(crate) fn discover(place: &Place) -> Result<Self, functions::DiscoverError> {
        Self::discover_in(&place.directory, place)
    }

    /// Looks for functions in another folder.
    pub(crate) fn discover_in(
        folder: &Path,
        place: &Place,
    ) -> Result<Self, functions::DiscoverError> {
        let surroundings = place.surroundings();
        let discovery = functions::discover(folder, &surroundings)?;
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

    /// Returns the folders of the files that declare functions.
    pub(crate) fn bases(&self) -> impl Iterator<Item = &Path> {
        self.discovery
            .functions
            .iter()
            .map(|found| found.base.as_path())
    }

    /// Tells whether there are several functions.
    pub(crate) fn has_several(&self) -> bool {
        self.discovery.functions.len() > 1
    }

    /// Returns what triggers a function.
    pub(crate) fn triggers(&self, found: &Found) -> Triggers {
        trigger::of(found, &self.surroundings)
    }

    /// Returns all functions.
    pub(crate) fn all(&self) -> &[Found] {
        &self.discovery.functions
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

    /// Finds the interpreter of a function.
    pub(crate) fn interpreter(
        &self,
        found: &Found,
        function: &Function,
        machine: &Machine,
    ) -> Result<interpreter::Chosen, interpreter::FindError> {
        let wanted = interpreter::Wanted {
            explicit: machine.python.as_deref(),
            configured: found.python.as_deref(),
            runtime: function.runtime,
            code: &function.code,
            project: &found.base,
            can_provide: dependencies::can_provide(found, &found.base),
        };
        interpreter::find(&wanted, &self.surroundings)
    }

    /// Finds the interpreter and the packages of a function.
    pub(crate) fn packages(
        &self,
        found: &Found,
        function: &Function,
        machine: &Machine,
        audience: Audience,
    ) -> anyhow::Result<Packages> {
        let chosen = self.interpreter(found, function, machine)?;
        let interpreter = chosen.interpreter;
        let provision = match machine.installing {
            Installing::Allowed => self.provide(found, &interpreter, machine, audience)?,
            Installing::Refused => Provision::default(),
        };
        let notes = chosen.notes.into_iter().chain(provision.notes);
        Ok(Packages {
            interpreter,
            folders: provision.site_packages,
            notes: notes.collect(),
        })
    }

    /// Provides programs that work beside the function, and that it does not see.
    pub(crate) fn tools(
        &self,
        packages: &[&str],
        interpreter: &Interpreter,
        audience: Audience,
    ) -> Result<Vec<PathBuf>, ProvideError> {
        let mut installation = Installation::new(audience);
        let mut tell = |told: dependencies::Progress<'_>| installation.tell(told);
        let machine = &self.surroundings;
        let provision = dependencies::provide(packages, interpreter, machine, &mut tell)?;
        Ok(provision.site_packages)
    }

    /// Provides what the function needs, and last of all what the chosen client needs.
    fn provide(
        &self,
        found: &Found,
        interpreter: &Interpreter,
        machine: &Machine,
        audience: Audience,
    ) -> Result<Provision, ProvideError> {
        let mut installation = Installation::new(audience);
        let mut tell = |told: dependencies::Progress<'_>| installation.tell(told);
        let surroundings = &self.surroundings;
        let base = &found.base;
        let mut provision =
            dependencies::provide_for(found, base, interpreter, surroundings, &mut tell)?;
        if machine.runtime_client == engine::RuntimeClient::Awslambdaric {
            let client =
                dependencies::provide(&["awslambdaric"], interpreter, surroundings, &mut tell)?;
            provision.site_packages.extend(client.site_packages);
        }
        Ok(provision)
    }
}

/// Returns the place of a declaration, from the project's folder where it is below.
fn source(found: &Found, discovery: &Discovery) -> String {
    let below = |path: &Path| {
        let below = path.strip_prefix(&discovery.folder).unwrap_or(path);
        below.display().to_string()
    };
    match found.mark {
        Some(mark) => format!("{}:{}", below(&found.file), mark.line),
        None if found.file.is_file() => below(&found.file),
        // Nothing declares it but the module itself.
        None => {
            let handler = &found.function.handler;
            let module = handler
                .rsplit_once('.')
                .map_or(handler.as_str(), |(module, _)| module);
            let file = format!("{}.py", module.replace('.', "/"));
            below(&found.function.code.join(file))
        }
    }
}
