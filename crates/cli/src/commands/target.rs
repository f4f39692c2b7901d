//! A function ready to be run: found, configured, with its events, interpreter and packages.

use std::io;
use std::path::{Path, PathBuf};

use warmfront_engine::{INIT_LIMIT, Interpreter, Setup};
use warmfront_model::function::Function;
use warmfront_model::price::{PriceTable, PriceTableError};
use warmfront_project::events as project_events;
use warmfront_project::functions::Found;

use super::events::{self, Beside, EventFile};
use super::project::{Packages, Project};
use crate::report::progress::Audience;
use crate::settings::{ACCOUNT, Target};

/// Why a file of prices could not be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PricesError {
    #[error("could not read prices `{}`", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("prices `{}`", path.display())]
    Faulty {
        path: PathBuf,
        source: PriceTableError,
    },
}

/// A function ready to be run.
pub(super) struct Prepared {
    /// Everything the engine needs.
    pub(super) setup: Setup,
    /// What the function is given.
    pub(super) events: Vec<EventFile>,
    /// What a reader should know of how all this was found.
    pub(super) notes: Vec<String>,
    /// Folders of the tools that were asked for.
    pub(super) tools: Vec<PathBuf>,
}

/// Finds the function and all that it needs, and tells what there is to note of it; `tools` are
/// packages of programs that work beside it.
pub(super) fn prepare(
    target: &Target,
    tools: &[&str],
    audience: Audience,
) -> anyhow::Result<Prepared> {
    let project = Project::discover(&target.place)?;
    let chosen = project.choose(target.function.as_deref())?;
    prepare_found(&project, chosen, target, (tools, audience))
}

/// Does the same for a function that was found; with it come `tools`, and who watches.
pub(super) fn prepare_found(
    project: &Project,
    chosen: &Found,
    target: &Target,
    (tools, audience): (&[&str], Audience),
) -> anyhow::Result<Prepared> {
    let beside = Beside {
        base: chosen.base.clone(),
        files: project_events::beside(chosen),
    };
    let events = events::read(&target.events, &beside, &mut io::stdin().lock())?;
    let (function, packages, notes) = packaged(project, chosen, target, audience)?;
    let tools = match tools {
        [] => Vec::new(),
        tools => project.tools(tools, &packages.interpreter, audience)?,
    };
    Ok(Prepared {
        setup: setup(target, function, packages),
        events,
        notes,
        tools,
    })
}

/// Returns how another package of a function is run, on events that were read already.
pub(super) fn setup_of(
    project: &Project,
    chosen: &Found,
    target: &Target,
    audience: Audience,
) -> anyhow::Result<Setup> {
    let (function, packages, _) = packaged(project, chosen, target, audience)?;
    Ok(setup(target, function, packages))
}

/// Finds what a function runs on, and tells what there is to note of it.
fn packaged(
    project: &Project,
    chosen: &Found,
    target: &Target,
    audience: Audience,
) -> anyhow::Result<(Function, Packages, Vec<String>)> {
    let mut function = chosen.function.clone();
    target.overrides.apply(&mut function);
    let packages = project.packages(chosen, &function, &target.machine, audience)?;
    let notes = [chosen.notes.as_slice(), &packages.notes].concat();
    super::tell("note", &notes);
    Ok((function, packages, notes))
}

/// Reads the prices of a file, or takes the built-in ones.
pub(super) fn prices(path: Option<&Path>) -> Result<PriceTable, PricesError> {
    let Some(path) = path else {
        return Ok(PriceTable::default());
    };
    let text = std::fs::read_to_string(path).map_err(|source| PricesError::Read {
        path: path.to_owned(),
        source,
    })?;
    PriceTable::from_toml(&text).map_err(|source| PricesError::Faulty {
        path: path.to_owned(),
        source,
    })
}

fn setup(target: &Target, function: Function, packages: Packages) -> Setup {
    Setup {
        function,
        interpreter: Interpreter {
            program: packages.interpreter.program,
            version: packages.interpreter.version,
            full_version: packages.interpreter.full_version,
        },
        runtime_client: target.machine.runtime_client,
        site_packages: packages.folders,
        environment: target.passed_on.clone(),
        region: target.place.region.clone(),
        account: ACCOUNT.to_owned(),
        initialization_type: target.initialization_type,
        init_cpu: target.machine.init_cpu,
        init_limit: INIT_LIMIT,
        agent: None,
        limits: target.machine.limits,
        page_cache: target.machine.page_cache,
        concurrency_limit: 1,
        state_folder: target.place.folders.state.clone(),
        cache_folder: target.place.folders.cache.clone(),
    }
}
