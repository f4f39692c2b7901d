//! `warmfront invoke`.

mod events;
mod run;
mod steps;

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use anyhow::Context;
use warmfront_engine::{Engine, Setup};
use warmfront_model::function::Function;
use warmfront_model::price::{PriceTable, PriceTableError};
use warmfront_project::events as project_events;

use self::events::{Beside, EventFile};
use self::run::{Listener, Task};
use super::project::{Packages, Project};
use crate::args::{InvokeArgs, OutputFormat};
use crate::exit::{OutputError, Status};
use crate::report::json::JsonReport;
use crate::report::progress::{Audience, Progress};
use crate::report::summary::Tally;
use crate::report::text::{CarriageReturn, TextReport};
use crate::report::{LogLines, Report, Subject};
use crate::settings::{ACCOUNT, InvokeSettings, LogShown, Variables};

pub(crate) use events::EventError;

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

/// Runs a function with its events.
pub(super) fn run(args: InvokeArgs) -> anyhow::Result<Status> {
    let variables = Variables::of_this_process();
    let settings = InvokeSettings::resolve(args, &variables)?;
    let prices = prices(settings.prices.as_deref())?;
    let project = Project::discover(&settings.place)?;
    let chosen = project.choose(settings.function.as_deref())?;
    let mut function = chosen.function.clone();
    settings.overrides.apply(&mut function);
    let beside = Beside {
        base: chosen.base.clone(),
        files: project_events::beside(chosen),
    };
    let events = events::read(&settings.events, &beside, &mut io::stdin().lock())?;
    let audience = audience(&settings);
    let packages = project.packages(chosen, &function, &settings, audience)?;
    let notes = [chosen.notes.as_slice(), &packages.notes].concat();
    super::tell("note", &notes);
    let setup = setup(&settings, function.clone(), packages);
    let subject = subject(&setup, &events);
    let engine = Engine::start(setup).context("could not start the engine")?;
    super::tell("warning", engine.notes());
    let subject = Subject {
        limits: engine.limits().to_string(),
        notes: [notes.as_slice(), engine.notes()].concat(),
        ..subject
    };
    invoke(engine, &settings, &events, &subject, &prices, audience)
}

fn invoke(
    mut engine: Engine,
    settings: &InvokeSettings,
    events: &[EventFile],
    subject: &Subject,
    prices: &PriceTable,
    audience: Audience,
) -> anyhow::Result<Status> {
    let task = Task {
        plan: settings.plan,
        events,
        client_context: settings.client_context.clone(),
        cognito_identity: settings.cognito_identity.clone(),
    };
    let mut listener = Listener {
        report: report(settings, subject),
        progress: Progress::new(audience, task.n_invocations()),
        tally: Tally::new(&subject.function, prices),
        last: None,
    };
    run::run(&mut engine, &task, &mut listener)?;
    engine.stop();
    let Listener {
        report,
        progress,
        tally,
        last,
    } = listener;
    drop(progress);
    if let (Some(path), Some(payload)) = (&settings.response, last) {
        std::fs::write(path, payload)
            .with_context(|| format!("could not write response `{}`", path.display()))?;
    }
    let status = if tally.has_failures() {
        Status::Findings
    } else {
        Status::Good
    };
    let summary = tally.summary(settings.plan.concurrency);
    report
        .finish(subject, &summary)
        .map_err(OutputError::from)?;
    Ok(status)
}

fn prices(path: Option<&Path>) -> Result<PriceTable, PricesError> {
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

fn audience(settings: &InvokeSettings) -> Audience {
    let log_is_printed = settings.log == LogShown::Shown && settings.format == OutputFormat::Text;
    Audience::of(
        settings.log == LogShown::Hidden,
        log_is_printed && io::stdout().is_terminal(),
    )
}

fn setup(settings: &InvokeSettings, function: Function, packages: Packages) -> Setup {
    Setup {
        function,
        interpreter: packages.interpreter,
        runtime_client: settings.machine.runtime_client,
        site_packages: packages.folders,
        environment: settings.passed_on.clone(),
        region: settings.place.region.clone(),
        account: ACCOUNT.to_owned(),
        initialization_type: settings.initialization_type,
        init_cpu: settings.machine.init_cpu,
        agent: None,
        limits: settings.machine.limits,
        page_cache: settings.machine.page_cache,
        concurrency_limit: settings.plan.concurrency,
        state_folder: settings.place.folders.state.clone(),
        cache_folder: settings.place.folders.cache.clone(),
    }
}

fn subject(setup: &Setup, events: &[EventFile]) -> Subject {
    Subject {
        function: setup.function.clone(),
        interpreter: setup.interpreter.clone(),
        runtime_client: setup.runtime_client,
        region: setup.region.clone(),
        limits: String::new(),
        notes: Vec::new(),
        events: events.iter().map(|event| event.name.clone()).collect(),
    }
}

fn report(settings: &InvokeSettings, subject: &Subject) -> Box<dyn Report> {
    let region = &settings.place.region;
    let log = (settings.log == LogShown::Shown).then(|| LogLines {
        format: subject.function.log_format,
        region: region.clone(),
        function_arn: format!(
            "arn:aws:lambda:{region}:{ACCOUNT}:function:{}",
            subject.function.name
        ),
    });
    let out = io::stdout();
    match settings.format {
        OutputFormat::Text => {
            let carriage_return = if out.is_terminal() {
                CarriageReturn::LineEnd
            } else {
                CarriageReturn::Kept
            };
            Box::new(TextReport::new(out, log, carriage_return))
        }
        OutputFormat::Json => Box::new(JsonReport::new(io::BufWriter::new(out), log)),
    }
}
