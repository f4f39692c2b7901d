//! `warmfront tune`.

mod apply;
mod bench;
mod deployed;
pub(in crate::commands) mod measure;
pub(in crate::commands) mod plan;

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::thread;

use anyhow::Context;
use warmfront_engine::Engine;
use warmfront_model::event::InitializationType;
use warmfront_project::functions::Found;
use warmfront_tune::tuning::{Tuning, Verdict};

use deployed::Deployed;
pub(crate) use deployed::LogError;
use measure::Task;
use plan::Ground;
pub(crate) use plan::NoSuchEvent;

use super::project::Project;
use super::target::{self, Prepared};
use crate::args::{TuneArgs, TuneFormat};
use crate::exit::{OutputError, Status};
use crate::report::file;
use crate::report::progress::Audience;
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
    let mut log = settings
        .calibrate
        .as_deref()
        .map(Deployed::read)
        .transpose()?;
    let mut prepared = target::prepare_found(&project, found, &settings.target, (&[], audience))?;
    without_snapshots(&mut prepared);
    let ground = ground(&mut prepared)?;
    let with = (&ground, prices);
    let mut plan = plan::make(&settings, &prepared.setup, &prepared.events, with)?;
    if let Some(log) = &mut log {
        log.inform(&mut plan);
    }
    let task = Task {
        plan: &plan,
        prepared: &prepared,
        target: &settings.target,
        audience,
    };
    let measured = measure::measure(&task, log)?;
    let tuned = report::Tuned {
        subject: &subject(&settings, &prepared, &ground, &measured.notes),
        plan: &plan,
        tuning: &measured.tuning,
        calibration: measured.calibration.as_ref(),
    };
    deliver(&settings, found, &tuned)?;
    finish(&settings, found, &measured.tuning)
}

/// Writes the result wherever it is wanted.
fn deliver(
    settings: &TuneSettings,
    found: &Found,
    tuned: &report::Tuned<'_>,
) -> anyhow::Result<()> {
    if let Err(error) = keep(found, tuned) {
        super::tell("warning", &[format!("the result is not kept: {error:#}")]);
    }
    for file in &settings.files {
        write(file, tuned, settings.width)?;
    }
    print(settings, tuned)
}

/// Has cold starts be inits: what a restore from a snapshot takes, this machine cannot know.
fn without_snapshots(prepared: &mut Prepared) {
    let setup = &mut prepared.setup;
    if setup.initialization_type == InitializationType::SnapStart || setup.function.snap_start {
        let note = "SnapStart is left out: a cold start here is an init, not a restore";
        prepared.notes.push(note.to_owned());
    }
    setup.initialization_type = InitializationType::OnDemand;
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

fn subject(
    settings: &TuneSettings,
    prepared: &Prepared,
    ground: &Ground,
    notes: &[String],
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
        notes: [prepared.notes.as_slice(), notes].concat(),
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
            _ => super::tell(
                "note",
                &["nothing was applied: no size is decided".to_owned()],
            ),
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
