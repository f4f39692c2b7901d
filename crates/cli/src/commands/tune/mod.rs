//! `warmfront tune`.

mod apply;
mod bench;
mod plan;

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::thread;

use anyhow::Context;
use warmfront_engine::Engine;
use warmfront_model::event::InitializationType;
use warmfront_project::functions::Found;
use warmfront_tune::TuneError;
use warmfront_tune::plan::Plan;
use warmfront_tune::tuning::{Tuning, Verdict};

use bench::Bench;
use plan::Ground;
pub(crate) use plan::NoSuchEvent;

use super::project::Project;
use super::running;
use super::target::{self, Prepared};
use crate::args::{TuneArgs, TuneFormat};
use crate::exit::{OutputError, Status};
use crate::report::file;
use crate::report::progress::{Audience, Progress};
use crate::report::tune::{self as report, Subject};
use crate::settings::{Applying, TuneFile, TuneSettings, Variables};

/// Chooses a memory size for a function.
pub(super) fn run(args: TuneArgs) -> anyhow::Result<Status> {
    let variables = Variables::of_this_process();
    let settings = TuneSettings::resolve(args, &variables)?;
    let prices = target::prices(settings.target.prices.as_deref())?;
    let audience = Audience::of(settings.quiet, false);
    let project = Project::discover(&settings.target.place)?;
    let found = project.choose(settings.target.function.as_deref())?;
    if settings.applying == Applying::Wanted {
        apply::check(found)?;
    }
    let mut prepared = target::prepare_found(&project, found, &settings.target, (&[], audience))?;
    // A snapshot hides what an init costs; what a restore costs this machine cannot know.
    prepared.setup.initialization_type = InitializationType::OnDemand;
    let ground = ground(&mut prepared)?;
    let plan = plan::make(
        &settings,
        &prepared.setup,
        &prepared.events,
        (&ground, prices),
    )?;
    let (tuning, notes) = measure(&plan, &prepared, &settings, audience)?;
    let subject = subject(&settings, &prepared, &ground, notes);
    let tuned = report::Tuned {
        subject: &subject,
        plan: &plan,
        tuning: &tuning,
    };
    if let Err(error) = keep(found, &tuned) {
        super::tell("warning", &[format!("the result is not kept: {error:#}")]);
    }
    for file in &settings.files {
        write(file, &tuned, settings.width)?;
    }
    print(&settings, &tuned)?;
    finish(&settings, found, &tuning)
}

/// Finds out how limits are put into force here, and tells what that means.
fn ground(prepared: &mut Prepared) -> anyhow::Result<Ground> {
    let engine = Engine::start(prepared.setup.clone()).context("could not start the engine")?;
    super::tell("warning", engine.notes());
    prepared.notes.extend_from_slice(engine.notes());
    Ok(Ground {
        limits: engine.limits(),
        processors: thread::available_parallelism().map_or(1, NonZeroUsize::get),
    })
}

/// Runs the search; returns what came of it, and what a reader should know of the runs.
fn measure(
    plan: &Plan,
    prepared: &Prepared,
    settings: &TuneSettings,
    audience: Audience,
) -> anyhow::Result<(Tuning, Vec<String>)> {
    let events = prepared.events.iter();
    let requests = events.map(|event| running::request(&settings.target, event.payload.clone()));
    let progress = Progress::new(audience, "invocations", plan.budget);
    let mut bench = Bench::new(&prepared.setup, requests.collect(), progress);
    let tuned = warmfront_tune::tune(plan, &mut |request| bench.measure(request), &mut |_| {});
    let tuning = tuned.map_err(|error| match error {
        TuneError::Measure(error) => error,
        TuneError::Plan(error) => error.into(),
    })?;
    let vary = bench.vary().map(|event| {
        let name = &prepared.events[event].name;
        format!("responses to {name} differ from one invocation to the next")
    });
    Ok((tuning, vary.collect()))
}

fn subject(
    settings: &TuneSettings,
    prepared: &Prepared,
    ground: &Ground,
    notes: Vec<String>,
) -> Subject {
    let setup = &prepared.setup;
    Subject {
        function: setup.function.clone(),
        python: setup.interpreter.full_version.clone(),
        events: prepared
            .events
            .iter()
            .map(|event| event.name.clone())
            .collect(),
        limits: ground.limits.to_string(),
        traffic: settings.goal.traffic.map(|traffic| traffic.per_month),
        notes: [prepared.notes.clone(), notes].concat(),
    }
}

/// Keeps the document in the project, for whoever asks later why the size is what it is.
fn keep(found: &Found, tuned: &report::Tuned<'_>) -> anyhow::Result<()> {
    let folder = found.base.join(".warmfront").join("tune");
    fs_err::create_dir_all(&folder)?;
    let kept = TuneFile {
        path: folder.join(file_name(&found.function.name)),
        format: TuneFormat::Json,
    };
    write(&kept, tuned, 0)
}

/// Returns the name of a function's file: what a template calls it may be a path, or worse.
fn file_name(function: &str) -> String {
    let plain = |each: char| match each {
        '-' | '_' => each,
        each if each.is_alphanumeric() => each,
        _ => '-',
    };
    let name: String = function.chars().map(plain).take(100).collect();
    format!("{name}.json")
}

fn write(to: &TuneFile, tuned: &report::Tuned<'_>, width: usize) -> anyhow::Result<()> {
    file::write(&to.path, |out| report::write(out, to.format, tuned, width))
}

fn print(settings: &TuneSettings, tuned: &report::Tuned<'_>) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    report::write(&mut stdout, settings.format, tuned, settings.width)
        .and_then(|()| stdout.flush())
        .map_err(OutputError::from)?;
    Ok(())
}

/// Applies the choice where that is wanted and it is decided, and returns the status.
fn finish(settings: &TuneSettings, found: &Found, tuning: &Tuning) -> anyhow::Result<Status> {
    let is_decided = tuning.verdict == Verdict::Decided;
    if settings.applying == Applying::Wanted {
        match &tuning.choice {
            Some(choice) if is_decided => say(&apply::apply(found, choice.size)?),
            _ => super::tell("note", &["undecided: nothing was applied".to_owned()]),
        }
    }
    Ok(if is_decided {
        Status::Good
    } else {
        Status::Findings
    })
}

fn say(lines: &[String]) {
    let mut stderr = io::stderr().lock();
    for line in lines {
        // A failure to write to standard error cannot be told anywhere.
        let _ = writeln!(stderr, "{line}");
    }
}
