//! `warmfront invoke`.

mod run;
mod steps;

use std::io::{self, IsTerminal, Write};

use anyhow::Context;
use warmfront_engine::{Engine, Setup};
use warmfront_model::price::PriceTable;

use self::run::{Listener, Task};
use super::events::EventFile;
use super::target::{self, Prepared};
use crate::args::{InvokeArgs, OutputFormat};
use crate::exit::{OutputError, Status};
use crate::report::file;
use crate::report::json::JsonReport;
use crate::report::progress::{Audience, Progress};
use crate::report::summary::Tally;
use crate::report::text::{CarriageReturn, TextReport};
use crate::report::{LogLines, Report, Subject};
use crate::settings::{ACCOUNT, InvokeSettings, LogShown, Variables};

/// Runs a function with its events.
pub(super) fn run(args: InvokeArgs) -> anyhow::Result<Status> {
    let variables = Variables::of_this_process();
    let settings = InvokeSettings::resolve(args, &variables)?;
    let prices = target::prices(settings.target.prices.as_deref())?;
    let audience = audience(&settings);
    let Prepared {
        mut setup,
        events,
        notes,
        tools: _,
    } = target::prepare(&settings.target, &[], audience)?;
    setup.concurrency_limit = settings.plan.concurrency;
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
        client_context: settings.target.client_context.clone(),
        cognito_identity: settings.target.cognito_identity.clone(),
    };
    let mut listener = Listener {
        report: report(settings, subject),
        progress: Progress::new(audience, "invocations", task.n_invocations()),
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
        file::write(path, |out| out.write_all(&payload))?;
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

fn audience(settings: &InvokeSettings) -> Audience {
    let log_is_printed = settings.log == LogShown::Shown && settings.format == OutputFormat::Text;
    Audience::of(
        settings.log == LogShown::Hidden,
        log_is_printed && io::stdout().is_terminal(),
    )
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
    let region = &settings.target.place.region;
    let shown = settings.log == LogShown::Shown;
    let log = shown.then(|| LogLines::of_function(&subject.function, region, ACCOUNT));
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
